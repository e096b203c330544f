/// The ways in which a convolution over maps can be computed.
enum ConvolutionAlgorithm: Sendable {
  /// A product of pixels and filters.
  case pointwise
  /// Sums in registers.
  case direct
  /// Gathered windows times filters.
  case columns
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
  /// Whether OpenBLAS has vectors of 512 bits.
  let isWide = LinearAlgebra.smallProduct > 0

  /// Of one way that applies.
  func estimate(_ algorithm: ConvolutionAlgorithm) -> Double {
    switch algorithm {
    case .pointwise:
      return products(1, rows: Double(windows.outputArea * batch), inner: Double(channels))
    case .columns:
      let rows = Double(windows.outputArea * batch)
      let inner = Double(windows.taps * channels)
      return products(1, rows: rows, inner: inner)
        + rows * (Self.gatheredWindow + Self.gatheredValue * inner)
    case .direct:
      return (isWide ? Self.wideDirectProduct : Self.narrowDirectProduct)
        * Double([windows.outputArea, batch, windows.taps, channels, filters].saturatingProduct)
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

  /// Products with weights that are read once each.
  private func products(_ count: Double, rows: Double, inner: Double) -> Double {
    let weights = inner * Double(filters)
    let isCached = count * weights <= Self.cachedWeights
    let perWeight = isCached ? Self.cachedWeight : Self.distantWeight
    let rate = isWide ? Self.wideRate : Self.narrowRate
    return count * (Self.call + weights * (perWeight + rows / rate))
  }

  /// Multiply-adds in a nanosecond, with vectors of 512 bits and with narrower ones.
  private static let wideRate = 72.0
  private static let narrowRate = 32.0
  /// A value gathered, and what that takes for every window.
  private static let gatheredValue = 0.12
  private static let gatheredWindow = 10.0
  /// A multiply-add of the direct way.
  private static let wideDirectProduct = 0.022
  private static let narrowDirectProduct = 0.04
  /// A channel of a tile, transformed and transformed back.
  private static let tileOfTwo = (input: 3.8, output: 1.2)
  private static let tileOfFour = (input: 14.0, output: 4.8)
  /// A weight from the second-level cache and from beyond.
  private static let cachedWeight = 0.03
  private static let distantWeight = 0.3
  /// The weights that stay in the second-level cache.
  private static let cachedWeights = 400_000.0
  /// What each product takes however small it is.
  private static let call = 80.0
}
