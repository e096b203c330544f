extension Flatten {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    ElementwiseKernel(values: output.count, activation: .linear)
  }
}

extension ElementwiseActivation {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    ElementwiseKernel(values: output.count, activation: activation)
  }
}

extension Reshape {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    ElementwiseKernel(values: output.count, activation: .linear)
  }
}

/// An activation on its own; the linear one moves the values, or does nothing in place.
private struct ElementwiseKernel: PreparedLayer {
  /// Values of one sample.
  let values: Int
  let activation: Activation

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    if inputs[0] != UnsafePointer(output) {
      output.update(from: inputs[0], count: values * batch)
    }
    activation.apply(to: output, count: values * batch)
  }
}
