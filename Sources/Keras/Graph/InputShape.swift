/// The shape that an input layer, or the first layer of a sequence, tells.
enum InputShape {
  /// Extents of one sample, nil where free.
  ///
  /// - Parameter shape: with the batch first, which may be null or fixed and is left out.
  /// - Throws: `KerasError.configuration`.
  static func parse(_ shape: JSON, layer: String, file: String) throws(KerasError) -> [Int?] {
    let expected = "a list such as [null, 48, 48, 1]"
    guard let list = shape.list, list.count >= 2, list.count <= 6 else {
      throw .configuration(
        file: file, layer: layer, key: "batch_shape", found: shape.summary, expected: expected)
    }
    var dimensions: [Int?] = []
    for extent in list.dropFirst() {
      if extent.isNull {
        dimensions.append(nil)
      } else if let value = extent.integer, (1...1 << 24).contains(value) {
        dimensions.append(value)
      } else {
        throw .configuration(
          file: file, layer: layer, key: "batch_shape", found: shape.summary, expected: expected)
      }
    }
    return dimensions
  }

  /// The shape in a layer's configuration, under the keys of the generations; for a model, the
  /// shape of its first input. Nil when it has none.
  static func find(in record: LayerRecord) -> JSON? {
    if let model = record.model {
      if case .graph(let inputs, _) = model.topology {
        return model.layers.first { $0.name == inputs.first?.layer }.flatMap(find(in:))
      }
      return model.layers.first.flatMap(find(in:))
    }
    for key in ["batch_shape", "batch_input_shape"] {
      if let shape = record.configuration[key], !shape.isNull { return shape }
    }
    return nil
  }
}
