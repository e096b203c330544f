import NeuralNetwork

/// `UpSampling1D`, `UpSampling2D` and `UpSampling3D`
struct KerasUpSampling: KerasLayer {
  private let size: [Int]
  private let interpolation: Interpolation
  let hasChannelsFirst: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    let axes = settings.spatialAxes
    size = try settings.extents("size", axes: axes) ?? [Int](repeating: 2, count: axes)
    hasChannelsFirst = try settings.hasChannelsFirst()
    var interpolation = try settings.interpolation(default: .nearest)
    if interpolation == .bilinear, settings.version?.hasLegacyBilinear ?? false {
      if settings.options.usesLegacyBilinear {
        interpolation = .bilinearAsymmetric
      } else {
        settings.warn(
          "its bilinear interpolation may have been trained with the grid of Keras 2.2.3 to 2.3.1, "
            + "src = dst · n / out; it runs with pixel centres; compare with that Keras, or ask for "
            + "the legacy grid")
      }
    }
    self.interpolation = interpolation
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) in
        try UpSampling(size: size, interpolation: interpolation)
      }
    ]
  }
}

extension LayerSettings {
  /// - Throws: `KerasError.unsupported` for what is neither nearest nor bilinear.
  mutating func interpolation(default fallback: Interpolation) throws(KerasError) -> Interpolation {
    guard let value = value("interpolation"), !value.isNull else { return fallback }
    switch value.string?.lowercased() {
    case "nearest": return .nearest
    case "bilinear": return .bilinear
    default:
      throw refusal(
        "its interpolation is \(value.summary)",
        fix: "use bilinear or nearest and save the model again")
    }
  }
}
