import NeuralNetwork

/// `AutoContrast` (Keras 3), which works at inference too.
struct KerasAutoContrast: KerasLayer {
  private let range: [Float]

  init(_ settings: inout LayerSettings) throws(KerasError) {
    let range = (try settings.floats("value_range") ?? [0, 255]).sorted()
    guard range.count == 2 else {
      throw settings.malformed("value_range", nil, "two numbers")
    }
    self.range = range
    for key in ["factor", "bounding_box_format"] { _ = settings.value(key) }
    guard try !settings.hasChannelsFirst() else {
      throw settings.refusal(
        "its data_format is channels_first",
        fix: "rebuild the model with data_format=\"channels_last\" and save it again")
    }
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [
      try making { () throws(NeuralNetworkError) in
        try AutoContrast(lower: range[0], upper: range[1])
      }
    ]
  }
}
