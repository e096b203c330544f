extension Convolution2D: EpilogueLayer {
  var epilogue: Epilogue { Epilogue(bias: bias, activation: activation) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int, epilogue: Epilogue
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    try prepare(
      inputs: inputs, maximumBatch: maximumBatch, epilogue: epilogue, algorithm: nil)
  }

  /// Makes the kernel of an algorithm; nil takes the one that is estimated to be the fastest.
  func prepare(
    inputs: [Shape], maximumBatch: Int, epilogue: Epilogue, algorithm: ConvolutionAlgorithm?
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleMap(inputs)
    let windows = try windows(over: input)
    try requireBLASExtents(
      rows: windows.outputArea.multipliedSaturating(by: maximumBatch),
      kernel.values.count / filters, filters)
    let cost = ConvolutionCost(
      windows: windows, channels: input.channels, filters: filters, batch: maximumBatch)
    let fastest = algorithms.min { cost.estimate($0) < cost.estimate($1) }
    switch algorithm ?? fastest ?? .direct {
    case .direct:
      return DirectConvolutionKernel(
        weights: kernel.values, channels: input.channels, channelsPerGroup: channelsPerGroup,
        filters: filters, windows: Window3D(windows), maximumBatch: maximumBatch,
        epilogue: epilogue)
    case .winogradOfTwo:
      return WinogradKernel(
        .ofTwo, kernel: kernel.values, channels: input.channels, filters: filters,
        windows: windows,
        maximumBatch: maximumBatch, epilogue: epilogue)
    case .winogradOfFour:
      return WinogradKernel(
        .ofFour, kernel: kernel.values, channels: input.channels, filters: filters,
        windows: windows,
        maximumBatch: maximumBatch, epilogue: epilogue)
    }
  }

  /// The algorithms that apply.
  var algorithms: [ConvolutionAlgorithm] {
    let lanes = WinogradTransform.lanes
    guard groups == 1, taps == Size2D(height: 3, width: 3), strides == .one, dilation == .one,
      channelsPerGroup % lanes == 0, filters % lanes == 0, filters > PanelWeights.pairColumns
    else { return [.direct] }
    return [.direct, .winogradOfTwo, .winogradOfFour]
  }
}
