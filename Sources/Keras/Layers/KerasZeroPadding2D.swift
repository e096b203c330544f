import NeuralNetwork

/// `ZeroPadding2D`
struct KerasZeroPadding2D: KerasLayer {
  private let vertical: (Int, Int)
  private let horizontal: (Int, Int)

  init(_ settings: inout LayerSettings) throws(KerasError) {
    try settings.requireChannelsLast()
    let value = settings.value("padding") ?? .number(1)
    let axes = value.list ?? [value, value]
    guard axes.count == 2, let vertical = KerasZeroPadding2D.pair(axes[0]),
      let horizontal = KerasZeroPadding2D.pair(axes[1])
    else {
      throw settings.malformed(
        "padding", value, "a whole number, [height, width] or [[top, bottom], [left, right]]")
    }
    (self.vertical, self.horizontal) = (vertical, horizontal)
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) in
        try ZeroPadding2D(
          top: vertical.0, bottom: vertical.1, left: horizontal.0, right: horizontal.1)
      }
    ]
  }

  private static func pair(_ value: JSON) -> (Int, Int)? {
    let numbers = (value.list ?? [value, value]).compactMap(\.integer)
    guard numbers.count == 2, numbers.allSatisfy({ (0...65_536).contains($0) }) else { return nil }
    return (numbers[0], numbers[1])
  }
}
