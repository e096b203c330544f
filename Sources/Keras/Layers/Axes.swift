import NeuralNetwork

/// Axes as Keras counts them, the batch first; negative ones from the last.
enum Axes {
  /// The same axis without the batch: −1 stays the last, 1 becomes 0; nil for the batch and for
  /// what is not there.
  static func ofSample(_ axis: Int, rank: Int) -> Int? {
    let position = axis < 0 ? axis + rank : axis
    return (1..<max(rank, 1)).contains(position) ? position - 1 : nil
  }

  /// Where an axis stands, the batch counted, once the channels were moved from axis 1 to the last.
  static func withChannelsLast(_ axis: Int, rank: Int) -> Int {
    switch axis < 0 ? axis + rank : axis {
    case 1: rank - 1
    case let position where (2..<rank).contains(position): position - 1
    default: axis
    }
  }
}

extension KerasLayer {
  /// - Throws: `LayerMisfit.refusal` for the batch's axis and for one that is not there.
  func sampleAxis(_ axis: Int, of input: Shape) throws(LayerMisfit) -> Int {
    guard let position = Axes.ofSample(axis, rank: input.rank + 1) else {
      throw .refusal(
        reason: "its axis \(axis) is the batch, or is not one of its input's \(input.rank + 1)",
        fix: "use another axis and save the model again")
    }
    return position
  }

  /// The one input, of `axes` spatial axes and channels.
  ///
  /// - Throws: `LayerMisfit.network` when it is of another rank.
  func map(_ inputs: [Shape], axes: Int, layer: String) throws(LayerMisfit) -> Shape {
    guard let input = inputs.first, input.rank == axes + 1 else {
      let names = ["steps", "height, width", "depth, height, width"]
      throw .network(
        .shape(layer: layer, found: inputs, expected: "one input (\(names[axes - 1]), channels)"))
    }
    return input
  }
}
