extension Layer {
  /// One layer that does the work of this one and the next, or nil when there is none.
  func absorbing(_ next: any Layer, _ options: OptimizationOptions) -> (any Layer)? {
    switch next {
    case let next as ElementwiseActivation where options.contains(.fuseActivations):
      return absorbing(activation: next.activation)
    case let next as BatchNormalization where options.contains(.foldBatchNormalization):
      if let layer = absorbing(normalization: next) { return layer }
    case let next as ParametricReLU where options.contains(.fuseEpilogues):
      if let fused = self as? FusedLayer { return fused.absorbing(parametric: next) }
      guard let base = self as? any EpilogueLayer, let slopes = next.slopes(after: base) else {
        return nil
      }
      return FusedLayer(base, slopes: slopes, followingParameters: next.parameterCount)
    case let next as Permute where options.contains(.mergePermutations):
      guard let first = self as? Permute, first.axes.count == next.axes.count else { return nil }
      return try? Permute(axes: next.axes.map { first.axes[$0] })
    default:
      break
    }
    return options.contains(.foldScalingIntoNext) ? absorbed(into: next) : nil
  }

  private func absorbing(activation: Activation) -> (any Layer)? {
    switch self {
    case let layer as FusedLayer:
      return layer.absorbing(activation: activation)
    case let layer as any WeightedLayer where layer.activation == .linear:
      return try? layer.replacing(
        kernel: layer.kernel, bias: layer.bias, activation: activation)
    case let layer as any SequenceLayer:
      return layer.replacingPlanar { $0.absorbing(activation: activation) }
    case let layer as LocallyConnected where layer.activation == .linear:
      return try? LocallyConnected(
        kernel: layer.kernel, bias: layer.bias, kernelSize: layer.kernelSize,
        strides: layer.strides, activation: activation)
    case let layer as BatchNormalization where layer.activation == .linear:
      return try? BatchNormalization(
        gamma: layer.gamma, beta: layer.beta, mean: layer.mean, variance: layer.variance,
        epsilon: layer.epsilon, axis: layer.axis, activation: activation)
    case let layer as Merge where layer.activation == .linear:
      return try? Merge(layer.kind, activation: activation)
    case let layer as ConstantMerge where layer.activation == .linear:
      return try? ConstantMerge(
        layer.kind, constant: layer.constant, constantFirst: layer.constantFirst,
        activation: activation)
    default:
      return nil
    }
  }

  private func absorbing(normalization: BatchNormalization) -> (any Layer)? {
    func folded(into layer: any WeightedLayer, rank: Int?) -> (any Layer)? {
      ChannelScaling(normalization.linear, rank: rank).flatMap {
        layer.followed(by: $0, then: normalization.activation)
      }
    }
    switch self {
    case let layer as any WeightedLayer:
      return folded(into: layer, rank: layer.sampleRank)
    case let layer as any SequenceLayer:
      return layer.replacingPlanar { planar in
        (planar as? any WeightedLayer).flatMap { folded(into: $0, rank: 2) }
      }
    default:
      return nil
    }
  }

  /// The next layer, if its weights can take over what this one, a scaling of channels, does.
  private func absorbed(into next: any Layer) -> (any Layer)? {
    switch next {
    case let next as any WeightedLayer:
      return ChannelScaling(self, rank: next.sampleRank).flatMap { next.preceded(by: $0) }
    case let next as any SequenceLayer:
      guard let scaling = ChannelScaling(self, rank: 2) else { return nil }
      return next.replacingPlanar { planar in
        (planar as? any WeightedLayer)?.preceded(by: scaling)
      }
    default:
      return nil
    }
  }
}

extension SequenceLayer {
  /// The layer with another one over maps; nil when there is none or it is of another type.
  fileprivate func replacingPlanar(_ body: (any Layer) -> (any Layer)?) -> (any Layer)? {
    (body(planar) as? Planar).map { Self(planar: $0) }
  }
}

extension BatchNormalization {
  /// The normalization without its activation.
  fileprivate var linear: any Layer {
    let linear = try? BatchNormalization(
      gamma: gamma, beta: beta, mean: mean, variance: variance, epsilon: epsilon, axis: axis)
    return linear ?? self
  }
}
