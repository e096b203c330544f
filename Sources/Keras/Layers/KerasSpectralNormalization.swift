import NeuralNetwork

/// `SpectralNormalization`: its layer with the kernel as it is stored, which training has divided
/// by its norm (specs/keras-h5.md §8.9).
struct KerasSpectralNormalization: KerasLayer {
  private let layer: any KerasLayer

  init(_ settings: inout LayerSettings) throws(KerasError) {
    _ = settings.value("power_iterations")
    guard let entry = settings.value("layer"), entry.object != nil else {
      throw settings.malformed("layer", settings.value("layer"), "a layer")
    }
    let record = try LayerRecord(
      entry, index: 0, context: .init(file: settings.file, model: settings.name))
    var inner = LayerSettings(
      file: settings.file, name: settings.name, className: record.className,
      version: settings.version, values: record.configuration, options: settings.options)
    layer = try LayerTable.layer(for: record, settings: &inner)
    guard !layer.weights.isEmpty else {
      throw settings.refusal(
        "its layer \(record.className) has no kernel", fix: "leave the wrapper out")
    }
  }

  var hasChannelsFirst: Bool { layer.hasChannelsFirst }

  /// Those of the layer and, for training, an estimate of the first singular vector.
  var weights: [WeightSlot] {
    layer.weights + [WeightSlot("vector_u", "sn_u", isTrained: false)]
  }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] {
    let dimensions = try layer.weightDimensions(for: inputs)
    return Array(dimensions.prefix(layer.weights.count)) + [[1, dimensions[0].last ?? 1]]
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try layer.layers(for: inputs, weights: Array(weights.dropLast()))
  }
}
