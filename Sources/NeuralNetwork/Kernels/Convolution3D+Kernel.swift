extension Convolution3D: EpilogueLayer {
  var epilogue: Epilogue { Epilogue(bias: bias, activation: activation) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleVolume(inputs)
    let windows = try windows(over: input)
    try requireBLASExtents(
      rows: windows.outputVolume.multipliedSaturating(by: maximumBatch),
      kernel.values.count / filters, filters)
    return DirectConvolutionKernel(
      weights: kernel.values, channels: input.channels, channelsPerGroup: channelsPerGroup,
      filters: filters, windows: windows, maximumBatch: maximumBatch, epilogue: epilogue)
  }
}
