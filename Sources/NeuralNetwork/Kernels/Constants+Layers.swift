extension ConstantMerge {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try single(inputs, expected: "of any shape")
    var steps = [
      ConstantsKernel.Step(
        ElementwiseFunction(kind), constant.values, extents: constant.dimensions,
        constantFirst: constantFirst, input: input, output: output)
    ]
    if kind == .averaging {
      steps.append(.init(.division, [2], extents: [], output: output))
    }
    return ConstantsKernel(input: input, output: output, steps: steps, activation: activation)
  }
}

extension ParametricReLU {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    ConstantsKernel(
      input: output,
      steps: [
        .init(.parametricRelu, alpha.values, extents: alpha.dimensions, output: output)
      ])
  }
}

extension Rescaling {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    func extents(_ values: [Float]) -> [Int] { values.count == 1 ? [] : [values.count] }
    return ConstantsKernel(
      input: output,
      steps: [
        .init(.multiplication, scale, extents: extents(scale), output: output),
        .init(.addition, offset, extents: extents(offset), output: output),
      ])
  }
}

extension Normalization {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let extents = extents(over: output) ?? []
    func step(_ function: ElementwiseFunction, _ values: [Float]) -> ConstantsKernel.Step {
      .init(function, values, extents: extents, output: output)
    }
    return ConstantsKernel(
      input: output,
      steps: invert
        ? [step(.multiplication, deviation), step(.addition, mean)]
        : [step(.subtraction, mean), step(.division, deviation)])
  }
}
