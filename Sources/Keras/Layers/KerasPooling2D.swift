import NeuralNetwork

/// `MaxPooling2D` and `AveragePooling2D`
struct KerasPooling2D: KerasLayer {
  let kind: Pooling2D.Kind
  let poolSize: Size2D
  let strides: Size2D
  let padding: Padding

  init(_ settings: inout LayerSettings) throws(KerasError) {
    kind = settings.className == "MaxPooling2D" ? .maximum : .average
    poolSize = try settings.size("pool_size") ?? Size2D(height: 2, width: 2)
    strides = try settings.size("strides") ?? poolSize
    padding = try settings.padding()
    try settings.requireChannelsLast()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) in
        try Pooling2D(kind: kind, poolSize: poolSize, strides: strides, padding: padding)
      }
    ]
  }
}

/// `GlobalAveragePooling2D`
struct KerasGlobalAveragePooling2D: KerasLayer {
  let keepDimensions: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    keepDimensions = try settings.boolean("keepdims", default: false)
    try settings.requireChannelsLast()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) in
        try GlobalAveragePooling2D(keepDimensions: keepDimensions)
      }
    ]
  }
}
