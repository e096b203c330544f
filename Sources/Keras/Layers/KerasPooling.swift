import NeuralNetwork

/// `MaxPooling1D`, `AveragePooling2D` and the others that pool over windows.
struct KerasPooling: KerasLayer {
  let kind: PoolingKind
  let axes: Int
  let poolSize: [Int]
  let strides: [Int]
  let padding: Padding
  let hasChannelsFirst: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    kind = settings.className.hasPrefix("Max") ? .maximum : .average
    axes = settings.spatialAxes
    poolSize =
      try settings.extents("pool_size", axes: axes) ?? [Int](repeating: 2, count: axes)
    strides = try settings.extents("strides", axes: axes) ?? poolSize
    padding = try settings.padding()
    hasChannelsFirst = try settings.hasChannelsFirst()
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) -> any Layer in
        switch axes {
        case 1:
          try Pooling1D(kind: kind, poolSize: poolSize[0], stride: strides[0], padding: padding)
        case 2:
          try Pooling2D(
            kind: kind, poolSize: Size2D(height: poolSize[0], width: poolSize[1]),
            strides: Size2D(height: strides[0], width: strides[1]), padding: padding)
        default:
          try Pooling3D(
            kind: kind,
            poolSize: Size3D(depth: poolSize[0], height: poolSize[1], width: poolSize[2]),
            strides: Size3D(depth: strides[0], height: strides[1], width: strides[2]),
            padding: padding)
        }
      }
    ]
  }
}
