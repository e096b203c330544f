import NeuralNetwork

/// `AdaptiveAveragePooling2D`, `AdaptiveMaxPooling1D` and their like (Keras 3).
struct KerasAdaptivePooling: KerasLayer {
  let kind: PoolingKind
  let outputSize: [Int]
  let hasChannelsFirst: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    kind = settings.className.hasPrefix("AdaptiveMax") ? .maximum : .average
    guard let size = try settings.extents("output_size", axes: settings.spatialAxes) else {
      throw settings.malformed("output_size", nil, "one whole number, or one for each axis")
    }
    outputSize = size
    hasChannelsFirst = try settings.hasChannelsFirst()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) in
        try AdaptivePooling(kind: kind, outputSize: outputSize)
      }
    ]
  }
}
