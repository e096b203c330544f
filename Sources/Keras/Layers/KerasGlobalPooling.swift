import NeuralNetwork

/// `GlobalAveragePooling2D`, `GlobalMaxPooling1D` and their like.
struct KerasGlobalPooling: KerasLayer {
  let kind: PoolingKind
  let axes: Int
  let keepDimensions: Bool
  let hasChannelsFirst: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    kind = settings.className.hasPrefix("GlobalMax") ? .maximum : .average
    axes = settings.spatialAxes
    keepDimensions = try settings.boolean("keepdims", default: false)
    hasChannelsFirst = try settings.hasChannelsFirst()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) in
        try GlobalPooling(kind: kind, spatialAxes: axes, keepDimensions: keepDimensions)
      }
    ]
  }
}
