extension ZeroPadding {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleSpatial(inputs, axes: before.count)
    return GatherKernel(
      axes: before.indices.map { axis in
        GatherAxis(
          input: input.dimensions[axis], output: output.dimensions[axis],
          source: .shifted(by: before[axis]))
      }, channels: input.channels)
  }
}

extension Cropping {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleSpatial(inputs, axes: before.count)
    return GatherKernel(
      axes: before.indices.map { axis in
        GatherAxis(
          input: input.dimensions[axis], output: output.dimensions[axis],
          source: .shifted(by: -before[axis]))
      }, channels: input.channels)
  }
}

extension UpSampling {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleSpatial(inputs, axes: size.count)
    guard interpolation == .nearest else {
      return try Resizing(
        height: output.dimensions[0], width: output.dimensions[1], interpolation: interpolation
      ).prepare(inputs: inputs, output: output, maximumBatch: maximumBatch)
    }
    return GatherKernel(
      axes: size.indices.map { axis in
        GatherAxis(
          input: input.dimensions[axis], output: output.dimensions[axis],
          source: .repeated(times: size[axis]))
      }, channels: input.channels)
  }
}

extension RepeatVector {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    GatherKernel(
      axes: [GatherAxis(input: 1, output: count, source: .repeated(times: count))],
      channels: output.channels)
  }
}

extension CenterCrop {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    try layer(for: try singleMap(inputs)).prepare(
      inputs: inputs, output: output, maximumBatch: maximumBatch)
  }
}
