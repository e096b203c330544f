extension Pooling3D {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleVolume(inputs)
    let windows = try windows(over: input)
    return BinPoolingKernel(
      kind: kind,
      bins: [
        .windows(windows.depth), .windows(windows.vertical), .windows(windows.horizontal),
      ], channels: input.channels)
  }
}

extension GlobalPooling {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleSpatial(inputs, axes: spatialAxes)
    return BinPoolingKernel(
      kind: kind, bins: input.dimensions.dropLast().map { .adaptive(input: $0, output: 1) },
      channels: input.channels)
  }
}

extension AdaptivePooling {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleSpatial(inputs, axes: outputSize.count)
    return BinPoolingKernel(
      kind: kind,
      bins: zip(input.dimensions, outputSize).map { .adaptive(input: $0, output: $1) },
      channels: input.channels)
  }
}
