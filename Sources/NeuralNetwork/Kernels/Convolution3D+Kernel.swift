extension Convolution3D {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleVolume(inputs)
    let windows = try windows(over: input)
    try requireBLASExtents(
      rows: windows.outputVolume.multipliedSaturating(by: maximumBatch),
      kernel.values.count / filters, filters)
    return ColumnConvolutionKernel(
      weights: kernel.values, channels: input.channels, channelsPerGroup: channelsPerGroup,
      filters: filters, windows: windows, maximumBatch: maximumBatch,
      epilogue: Epilogue(bias: bias, activation: activation))
  }
}
