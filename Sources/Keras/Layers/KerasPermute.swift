import NeuralNetwork

/// `Permute`, and the operation `Transpose` of Keras 3.
struct KerasPermute: KerasLayer {
  private let axes: [Int]

  init(_ settings: inout LayerSettings) throws(KerasError) {
    if settings.className == "Transpose" {
      let axes = try settings.axes("axes") ?? []
      guard axes.first == 0, axes.count >= 2 else {
        throw settings.refusal(
          "it moves the batch", fix: "use the layer Permute and save the model again")
      }
      self.axes = axes.dropFirst().map { $0 - 1 }
    } else {
      guard let axes = try settings.axes("dims"), !axes.isEmpty else {
        throw settings.malformed("dims", nil, "axes from 1 on")
      }
      self.axes = axes.map { $0 - 1 }
    }
  }

  /// - Parameter axes: from zero on, the batch not counted.
  init(axes: [Int]) {
    self.axes = axes
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    [try making { () throws(NeuralNetworkError) in try Permute(axes: axes) }]
  }
}
