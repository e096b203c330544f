extension Convolution3D: EpilogueLayer {
  var epilogue: Epilogue { Epilogue(bias: bias, activation: activation) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleVolume(inputs)
    let windows = try windows(over: input)
    return DirectConvolutionKernel(
      weights: kernel.values, channels: input.channels, channelsPerGroup: channelsPerGroup,
      filters: filters, windows: windows, maximumBatch: maximumBatch, epilogue: epilogue)
  }
}
