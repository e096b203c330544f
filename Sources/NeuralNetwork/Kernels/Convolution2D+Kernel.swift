extension Convolution2D {
  /// Chooses the kernel: a plain product where every output pixel reads one input pixel, gathered
  /// columns otherwise.
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleMap(inputs)
    let windows = try windows(over: input)
    let epilogue = Epilogue(bias: bias, activation: activation)
    let columns = kernel.values.count / filters
    try requireBLASExtents(
      rows: windows.outputArea.multipliedSaturating(by: maximumBatch), columns, filters)
    if taps == .one, strides == .one, groups == 1 {
      return PointwiseConvolutionKernel(
        weights: kernel.values, channels: input.channels, filters: filters,
        pixels: windows.outputArea, epilogue: epilogue)
    }
    return ColumnConvolutionKernel(
      weights: kernel.values, channels: input.channels, channelsPerGroup: channelsPerGroup,
      filters: filters, windows: Window3D(windows), maximumBatch: maximumBatch, epilogue: epilogue)
  }
}
