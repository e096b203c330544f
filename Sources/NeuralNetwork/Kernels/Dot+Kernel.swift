extension Dot {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let (first, second) = (inputs[0].axis(firstAxis) ?? 0, inputs[1].axis(secondAxis) ?? 0)
    return DotKernel(
      first: .init(inputs[0], axis: first), second: .init(inputs[1], axis: second),
      count: inputs[0].dimensions[first], normalize: normalize)
  }
}

private struct DotKernel: PreparedLayer {
  /// The vectors of an input along its axis.
  struct Vectors: Sendable {
    /// Number of vectors in one sample.
    let number: Int
    /// Values from one element of a vector to the next.
    let step: Int
    /// Values of one sample.
    let count: Int

    init(_ shape: Shape, axis: Int) {
      count = shape.count
      step = shape.count(after: axis)
      number = shape.count / shape.dimensions[axis]
    }

    /// Where a vector starts.
    func start(of vector: Int, length: Int) -> Int {
      let (outer, inner) = vector.quotientAndRemainder(dividingBy: step)
      return outer * length * step + inner
    }
  }

  let first: Vectors
  let second: Vectors
  /// Values of a vector.
  let count: Int
  let normalize: Bool

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    var result = output
    for sample in 0..<batch {
      for i in 0..<first.number {
        let a = inputs[0] + sample * first.count + first.start(of: i, length: count)
        for j in 0..<second.number {
          let b = inputs[1] + sample * second.count + second.start(of: j, length: count)
          result.pointee = product(a, b)
          result += 1
        }
      }
    }
  }

  private func product(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Float {
    var sum = 0.0
    var squaresOfA = 0.0
    var squaresOfB = 0.0
    for k in 0..<count {
      let (x, y) = (Double(a[k * first.step]), Double(b[k * second.step]))
      sum += x * y
      if normalize {
        squaresOfA += x * x
        squaresOfB += y * y
      }
    }
    guard normalize else { return Float(sum) }
    return Float(sum / (max(squaresOfA, 1e-12) * max(squaresOfB, 1e-12)).squareRoot())
  }
}
