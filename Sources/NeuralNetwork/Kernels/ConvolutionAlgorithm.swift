import VectorKernels

/// The ways in which a convolution over maps can be computed.
enum ConvolutionAlgorithm: Sendable {
  /// Windows, read where they lie, times filters.
  case direct
  /// Winograd's minimal filtering for tiles of 2×2 outputs.
  case winogradOfTwo
  /// The same for tiles of 4×4.
  case winogradOfFour
}

/// What a convolution's ways would take, estimated in nanoseconds of one core. Only the order
/// matters. The constants were measured on a core of an Intel Xeon with AVX-512 (2 MiB of
/// second-level cache).
struct ConvolutionCost: Sendable {
  let windows: Window2D
  let channels: Int
  let filters: Int
  /// Samples at a time.
  let batch: Int
  /// Whether products have vectors of 512 bits.
  let isWide = vector_is_wide()

  /// Of one way that applies.
  func estimate(_ algorithm: ConvolutionAlgorithm) -> Double {
    switch algorithm {
    case .direct:
      return products(
        1, rows: Double(windows.outputArea * batch), inner: Double(windows.taps * channels))
    case .winogradOfTwo:
      return winograd(.ofTwo, transforms: Self.tileOfTwo)
    case .winogradOfFour:
      return winograd(.ofFour, transforms: Self.tileOfFour)
    }
  }

  private func winograd(
    _ transform: WinogradTransform, transforms: (input: Double, output: Double)
  ) -> Double {
    let tiles = transform.tiles(of: windows) * batch
    let block = transform.block(
      tiles: tiles, channels: channels, filters: filters)
    let blocks = (Double(tiles) / Double(block)).rounded(.up)
    let points = Double(transform.points * transform.points)
    return blocks * products(points, rows: Double(block), inner: Double(channels))
      + Double(tiles)
      * (transforms.input * Double(channels) + transforms.output * Double(filters))
  }

  /// Products with weights that are read once each, while the processor computes.
  private func products(_ count: Double, rows: Double, inner: Double) -> Double {
    let weights = inner * Double(filters.roundedUp(toMultipleOf: PanelWeights.lanes))
    let isCached = count * weights <= Self.cachedWeights
    let perWeight = isCached ? Self.cachedWeight : Self.distantWeight
    let rate = isWide ? Self.wideRate : Self.narrowRate
    return count * (Self.call + weights * max(perWeight, rows / rate))
  }

  /// Multiply-adds in a nanosecond, with vectors of 512 bits and with narrower ones.
  private static let wideRate = 76.0
  private static let narrowRate = 34.0
  /// A channel of a tile, transformed and transformed back.
  private static let tileOfTwo = (input: 2.4, output: 1.9)
  private static let tileOfFour = (input: 5.3, output: 4.4)
  /// A weight from the second-level cache and from beyond.
  private static let cachedWeight = 0.05
  private static let distantWeight = 0.17
  /// The weights that stay in the second-level cache.
  private static let cachedWeights = 400_000.0
  /// What each product takes however small it is.
  private static let call = 60.0
}
