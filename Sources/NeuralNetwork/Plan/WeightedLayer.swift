/// A layer that multiplies with a kernel, adds a bias and applies an activation, so that what is
/// linear before or after it can be folded into its weights.
protocol WeightedLayer: Layer {
  var kernel: Tensor { get }
  var bias: [Float]? { get }
  var activation: Activation { get }

  /// Number of channels of the output, the last axis.
  var outputChannels: Int { get }

  /// Number of axes of a sample; nil for any.
  var sampleRank: Int? { get }

  /// The output channel to which a value of the kernel contributes.
  func outputChannel(ofKernelValue index: Int) -> Int

  /// The input channel that a value of the kernel is multiplied with; nil when the output is not
  /// the same sum of all kernel values everywhere, as at borders that are padded.
  func inputChannel(ofKernelValue index: Int) -> Int?

  /// The layer with other weights.
  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer
}

extension Convolution2D: WeightedLayer {
  var outputChannels: Int { filters }

  var sampleRank: Int? { 3 }

  func outputChannel(ofKernelValue index: Int) -> Int { index % filters }

  func inputChannel(ofKernelValue index: Int) -> Int? {
    guard padding == .valid || taps == .one else { return nil }
    return index % filters / (filters / groups) * channelsPerGroup
      + index / filters % channelsPerGroup
  }

  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer {
    try Convolution2D(
      kernel: kernel, bias: bias, strides: strides, padding: padding, dilation: dilation,
      groups: groups, activation: activation)
  }
}

extension Convolution3D: WeightedLayer {
  var outputChannels: Int { filters }

  var sampleRank: Int? { 4 }

  func outputChannel(ofKernelValue index: Int) -> Int { index % filters }

  func inputChannel(ofKernelValue index: Int) -> Int? {
    guard padding == .valid || taps == .one else { return nil }
    return index % filters / (filters / groups) * channelsPerGroup
      + index / filters % channelsPerGroup
  }

  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer {
    try Convolution3D(
      kernel: kernel, bias: bias, strides: strides, padding: padding, dilation: dilation,
      groups: groups, activation: activation)
  }
}

extension DepthwiseConvolution2D: WeightedLayer {
  var outputChannels: Int { inputChannels * multiplier }

  var sampleRank: Int? { 3 }

  func outputChannel(ofKernelValue index: Int) -> Int { index % outputChannels }

  func inputChannel(ofKernelValue index: Int) -> Int? {
    padding == .valid || taps == .one ? index / multiplier % inputChannels : nil
  }

  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer {
    try DepthwiseConvolution2D(
      kernel: kernel, bias: bias, strides: strides, padding: padding, dilation: dilation,
      activation: activation)
  }
}

extension ConvolutionTranspose: WeightedLayer {
  var outputChannels: Int { filters }

  var sampleRank: Int? { taps.count + 1 }

  func outputChannel(ofKernelValue index: Int) -> Int { index / channels % filters }

  func inputChannel(ofKernelValue index: Int) -> Int? { nil }

  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer {
    try ConvolutionTranspose(
      kernel: kernel, bias: bias, strides: strides, padding: padding, dilation: dilation,
      outputPadding: outputPadding, activation: activation)
  }
}

extension Dense: WeightedLayer {
  var outputChannels: Int { units }

  var sampleRank: Int? { nil }

  func outputChannel(ofKernelValue index: Int) -> Int { index % units }

  func inputChannel(ofKernelValue index: Int) -> Int? { index / units }

  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer {
    try Dense(kernel: kernel, bias: bias, activation: activation)
  }
}
