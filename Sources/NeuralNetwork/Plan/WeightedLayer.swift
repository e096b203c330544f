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

  /// Neighbouring values of the kernel that contribute to the same output channel; the values after
  /// them contribute to the next one, the last followed by the first.
  var outputRun: Int { get }

  /// Which input channels the kernel is multiplied with; nil when the output is not the same sum of
  /// all kernel values everywhere, as at borders that are padded.
  var kernelChannels: KernelChannels? { get }

  /// The layer with other weights.
  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer
}

/// The input channels that the values of a kernel are multiplied with, when its last axis runs
/// through the output channels.
struct KernelChannels {
  /// In rows of the kernel's last axis: from one channel to the next, then from the first again.
  let period: Int
  /// For each output channel, what has to be added.
  let offsets: [Int]

  /// Of a convolution, whose output channels in groups read groups of channels.
  init(channelsPerGroup: Int, groups: Int, filters: Int) {
    period = channelsPerGroup
    offsets = (0..<filters).map { $0 / (filters / groups) * channelsPerGroup }
  }

  /// The number of channels.
  var count: Int { (offsets.max() ?? 0) + period }
}

extension Convolution2D: WeightedLayer {
  var outputChannels: Int { filters }

  var sampleRank: Int? { 3 }

  var outputRun: Int { 1 }

  var kernelChannels: KernelChannels? {
    guard padding == .valid || taps == .one else { return nil }
    return KernelChannels(channelsPerGroup: channelsPerGroup, groups: groups, filters: filters)
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

  var outputRun: Int { 1 }

  var kernelChannels: KernelChannels? {
    guard padding == .valid || taps == .one else { return nil }
    return KernelChannels(channelsPerGroup: channelsPerGroup, groups: groups, filters: filters)
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

  var outputRun: Int { 1 }

  var kernelChannels: KernelChannels? {
    guard padding == .valid || taps == .one else { return nil }
    return KernelChannels(channelsPerGroup: 1, groups: inputChannels, filters: outputChannels)
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

  var outputRun: Int { channels }

  var kernelChannels: KernelChannels? { nil }

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

  var outputRun: Int { 1 }

  var kernelChannels: KernelChannels? {
    KernelChannels(channelsPerGroup: features, groups: 1, filters: units)
  }

  func replacing(
    kernel: Tensor, bias: [Float]?, activation: Activation
  ) throws(NeuralNetworkError) -> any Layer {
    try Dense(kernel: kernel, bias: bias, activation: activation)
  }
}
