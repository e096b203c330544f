extension Layer {
  /// Whether this layer is an activation that does nothing.
  var isLinearActivation: Bool {
    (self as? ElementwiseActivation)?.activation == .linear
  }

  /// One layer that does the work of this one and the next, or nil when there is none.
  func absorbing(_ next: any Layer, _ options: OptimizationOptions) -> (any Layer)? {
    switch next {
    case let next as ElementwiseActivation where options.contains(.fuseActivations):
      return absorbing(activation: next.activation)
    case let next as BatchNormalization where options.contains(.foldBatchNormalization):
      return absorbing(normalization: next)
    default:
      return nil
    }
  }

  private func absorbing(activation: Activation) -> (any Layer)? {
    switch self {
    case let layer as Convolution2D where layer.activation == .linear:
      return try? Convolution2D(
        kernel: layer.kernel, bias: layer.bias, strides: layer.strides, padding: layer.padding,
        dilation: layer.dilation, groups: layer.groups, activation: activation)
    case let layer as DepthwiseConvolution2D where layer.activation == .linear:
      return try? DepthwiseConvolution2D(
        kernel: layer.kernel, bias: layer.bias, strides: layer.strides, padding: layer.padding,
        dilation: layer.dilation, activation: activation)
    case let layer as Dense where layer.activation == .linear:
      return try? Dense(kernel: layer.kernel, bias: layer.bias, activation: activation)
    case let layer as BatchNormalization where layer.activation == .linear:
      return try? BatchNormalization(
        gamma: layer.gamma, beta: layer.beta, mean: layer.mean, variance: layer.variance,
        epsilon: layer.epsilon, axis: layer.axis, activation: activation)
    case let layer as Merge where layer.activation == .linear:
      return try? Merge(layer.kind, activation: activation)
    default:
      return nil
    }
  }

  private func absorbing(normalization: BatchNormalization) -> (any Layer)? {
    switch self {
    case let layer as Convolution2D where layer.activation == .linear:
      guard
        let (kernel, bias) = normalization.folded(
          into: layer.kernel, outputs: layer.filters, bias: layer.bias)
      else {
        return nil
      }
      return try? Convolution2D(
        kernel: kernel, bias: bias, strides: layer.strides, padding: layer.padding,
        dilation: layer.dilation, groups: layer.groups, activation: normalization.activation)
    case let layer as DepthwiseConvolution2D where layer.activation == .linear:
      guard
        let (kernel, bias) = normalization.folded(
          into: layer.kernel, outputs: layer.inputChannels * layer.multiplier, bias: layer.bias)
      else {
        return nil
      }
      return try? DepthwiseConvolution2D(
        kernel: kernel, bias: bias, strides: layer.strides, padding: layer.padding,
        dilation: layer.dilation, activation: normalization.activation)
    case let layer as Dense where layer.activation == .linear:
      guard
        let (kernel, bias) = normalization.folded(
          into: layer.kernel, outputs: layer.units, bias: layer.bias)
      else {
        return nil
      }
      return try? Dense(kernel: kernel, bias: bias, activation: normalization.activation)
    default:
      return nil
    }
  }
}

extension BatchNormalization {
  /// Weights and bias that yield the normalized output at once: w · factor and
  /// b · factor + offset. In all kernels the output channel runs fastest, so that value i belongs
  /// to channel i modulo the number of channels. Nil when that number does not match.
  func folded(
    into kernel: Tensor, outputs: Int, bias: [Float]?
  ) -> (kernel: Tensor, bias: [Float])? {
    let channels = mean.count
    guard channels == outputs else { return nil }
    let (factor, offset) = affine()
    var values = kernel.values
    for index in values.indices {
      values[index] = Float(Double(values[index]) * factor[index % channels])
    }
    let newBias = factor.indices.map { channel in
      Float(Double(bias?[channel] ?? 0) * factor[channel] + offset[channel])
    }
    guard let folded = Tensor(dimensions: kernel.dimensions, values: values) else { return nil }
    return (folded, newBias)
  }
}
