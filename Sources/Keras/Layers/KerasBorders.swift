import NeuralNetwork

/// `ZeroPadding1D`, `Cropping2D` and their like: what is put around the spatial axes, or cut off.
struct KerasBorders: KerasLayer {
  private let isCropping: Bool
  private let before: [Int]
  private let after: [Int]
  let hasChannelsFirst: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    isCropping = settings.className.hasPrefix("Cropping")
    let axes = settings.spatialAxes
    hasChannelsFirst = try settings.hasChannelsFirst()
    let key = isCropping ? "cropping" : "padding"
    let value = settings.value(key) ?? .number(isCropping && axes > 1 ? 0 : 1)
    var parts = value.list ?? [JSON](repeating: value, count: axes)
    // Along one axis the pair stands by itself.
    if axes == 1, value.list != nil { parts = [value] }
    let pairs = parts.compactMap(KerasBorders.pair)
    guard parts.count == axes, pairs.count == axes else {
      throw settings.malformed(
        key, value, "a whole number, one for each axis, or a pair for each axis")
    }
    before = pairs.map(\.0)
    after = pairs.map(\.1)
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) -> any Layer in
        isCropping
          ? try Cropping(before: before, after: after)
          : try ZeroPadding(before: before, after: after)
      }
    ]
  }

  private static func pair(_ value: JSON) -> (Int, Int)? {
    let numbers = (value.list ?? [value, value]).compactMap(\.integer)
    guard numbers.count == 2, numbers.allSatisfy({ (0...65_536).contains($0) }) else { return nil }
    return (numbers[0], numbers[1])
  }
}
