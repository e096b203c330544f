/// Element-wise functions of the input and constants, one after the other.
struct ConstantsKernel: PreparedLayer {
  /// One function with its constant.
  struct Step: Sendable {
    let function: ElementwiseFunction
    let constant: [Float]
    let constantFirst: Bool
    /// What comes in, the constant, the output.
    let walk: StridedWalk

    /// - Parameters:
    ///   - extents: Those of the constant, which broadcasts to the output.
    ///   - input: What comes in, when it is not of the output's shape.
    init(
      _ function: ElementwiseFunction, _ constant: [Float], extents: [Int],
      constantFirst: Bool = false, input: Shape? = nil, output: Shape
    ) {
      self.function = function
      self.constant = constant
      self.constantFirst = constantFirst
      walk = StridedWalk(broadcasting: [input ?? output, Shape(extents)], to: output)
    }

    /// Computes one sample; in place where the shapes agree.
    func run(_ input: UnsafePointer<Float>, into output: UnsafeMutablePointer<Float>) {
      constant.withUnsafeBufferPointer { constant in
        guard let constant = constant.baseAddress else { return }
        for row in 0..<walk.rows {
          let value = ElementwiseFunction.Operand(
            values: input + walk.offset(of: row, in: 0), step: walk.steps[0])
          let fixed = ElementwiseFunction.Operand(
            values: constant + walk.offset(of: row, in: 1), step: walk.steps[1])
          function.apply(
            constantFirst ? fixed : value, constantFirst ? value : fixed,
            into: output + row * walk.count, count: walk.count)
        }
      }
    }
  }

  let inputCount: Int
  let outputCount: Int
  let steps: [Step]
  let activation: Activation

  /// Steps of which only the first may change the shape.
  init(input: Shape, output: Shape? = nil, steps: [Step], activation: Activation = .linear) {
    inputCount = input.count
    outputCount = (output ?? input).count
    self.steps = steps
    self.activation = activation
  }

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    for sample in 0..<batch {
      let results = output + sample * outputCount
      var values = inputs[0] + sample * inputCount
      for step in steps {
        step.run(values, into: results)
        values = UnsafePointer(results)
      }
    }
    activation.apply(to: output, count: outputCount * batch)
  }
}
