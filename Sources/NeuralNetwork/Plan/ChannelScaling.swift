/// factor · x + offset for every channel, in double precision: what a normalization with fixed
/// statistics or a rescaling comes down to.
struct ChannelScaling {
  /// One value, or one per channel.
  let factor: [Double]
  /// As many as factors.
  let offset: [Double]
  /// The number of channels it needs; nil for any.
  let channels: Int?

  /// Nil when the layer is something else or does not work on the last axis of a sample of that
  /// rank.
  init?(_ layer: any Layer, rank: Int?) {
    switch layer {
    case let layer as BatchNormalization:
      guard layer.activation == .linear, layer.axis == -1 || layer.axis + 1 == rank else {
        return nil
      }
      (factor, offset) = layer.affine()
      channels = layer.mean.count
    case let layer as Rescaling:
      let count = max(layer.scale.count, layer.offset.count)
      channels = count == 1 ? nil : count
      func spread(_ values: [Float]) -> [Double] {
        (0..<count).map { Double(values[values.count == 1 ? 0 : $0]) }
      }
      (factor, offset) = (spread(layer.scale), spread(layer.offset))
    case let layer as Normalization:
      let lastAxis = layer.axes == [-1] || (layer.axes.count == 1 && layer.axes[0] + 1 == rank)
      guard layer.mean.count == 1 || lastAxis else { return nil }
      channels = layer.mean.count == 1 ? nil : layer.mean.count
      let deviation = layer.deviation.map { Double($0) }
      let mean = layer.mean.map { Double($0) }
      factor = layer.invert ? deviation : deviation.map { 1 / $0 }
      offset = layer.invert ? mean : zip(mean, deviation).map { -$0 / $1 }
    default:
      return nil
    }
  }

  /// For a channel.
  func factor(of channel: Int) -> Double { factor[factor.count == 1 ? 0 : channel] }

  /// For a channel.
  func offset(of channel: Int) -> Double { offset[offset.count == 1 ? 0 : channel] }

  /// Whether there is a value for each of some channels.
  func fits(_ count: Int) -> Bool { channels == nil || channels == count }
}

extension WeightedLayer {
  /// A layer that scales its output too: w · factor and b · factor + offset. Nil when it has an
  /// activation or another number of channels.
  func followed(by scaling: ChannelScaling, then activation: Activation) -> (any Layer)? {
    guard self.activation == .linear, scaling.fits(outputChannels) else { return nil }
    let factors = (0..<outputChannels).map { scaling.factor(of: $0) }
    let run = outputRun
    var values = kernel.values
    values.withUnsafeMutableBufferPointer { values in
      var index = 0
      while index < values.count {
        for factor in factors {
          for _ in 0..<run {
            values[index] = Float(Double(values[index]) * factor)
            index += 1
          }
        }
      }
    }
    let bias = (0..<outputChannels).map { channel in
      let own = Double(self.bias?[channel] ?? 0)
      return Float(own * scaling.factor(of: channel) + scaling.offset(of: channel))
    }
    guard let kernel = Tensor(dimensions: kernel.dimensions, values: values) else { return nil }
    return try? replacing(kernel: kernel, bias: bias, activation: activation)
  }

  /// A layer that scales its input too: w · factor and b + Σ w · offset. Nil when the input is
  /// padded, whose zeros would have to be scaled back, or the number of channels differs.
  func preceded(by scaling: ChannelScaling) -> (any Layer)? {
    guard let channels = kernelChannels, scaling.fits(channels.count) else { return nil }
    let factors = (0..<channels.count).map { scaling.factor(of: $0) }
    let offsets = (0..<channels.count).map { scaling.offset(of: $0) }
    var values = kernel.values
    var sums = (0..<outputChannels).map { Double(bias?[$0] ?? 0) }
    values.withUnsafeMutableBufferPointer { values in
      var index = 0
      var row = 0
      while index < values.count {
        for output in sums.indices {
          let channel = row + channels.offsets[output]
          let weight = Double(values[index])
          values[index] = Float(weight * factors[channel])
          sums[output] += weight * offsets[channel]
          index += 1
        }
        row = row + 1 < channels.period ? row + 1 : 0
      }
    }
    guard let kernel = Tensor(dimensions: kernel.dimensions, values: values) else { return nil }
    return try? replacing(kernel: kernel, bias: sums.map { Float($0) }, activation: activation)
  }
}
