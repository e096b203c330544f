import HDF5
import NeuralNetwork

/// The weights of a file by layer, as `layer_names` and `weight_names` list them
/// (specs/keras-h5.md §2.1, §6.1).
struct WeightStore: Sendable {
  /// A layer that has weights in the file; names are in binding order.
  struct Layer: Sendable {
    let name: String
    let weightNames: [String]
  }

  let file: String
  /// The layers that have weights, in the order of the file.
  let layers: [Layer]
  /// Weights that belong to no layer.
  let topLevelNames: [String]
  private let group: Group

  /// - Throws: `KerasError.file`, or `weights` when the lists are missing or repeat a name.
  init(_ group: Group, file: String) throws(KerasError) {
    self.group = group
    self.file = file
    do throws(HDF5Error) {
      guard let names = try group.texts("layer_names") else {
        throw .missing(
          Location(file: file, object: group.location.object, attribute: "layer_names"))
      }
      var layers: [Layer] = []
      for name in names {
        let weightNames = try WeightStore.weightNames(in: try group.group(name))
        if !weightNames.isEmpty { layers.append(Layer(name: name, weightNames: weightNames)) }
      }
      self.layers = layers
      topLevelNames =
        try group.contains("top_level_model_weights")
        ? try WeightStore.weightNames(in: try group.group("top_level_model_weights")) : []
    } catch {
      throw .file(error)
    }
    var seen: Set<String> = []
    for layer in layers where !seen.insert(layer.name).inserted {
      throw .weights(
        file: file, layer: layer.name, weight: nil, found: "two entries in layer_names",
        expected: "one")
    }
  }

  /// The dataset of a weight.
  ///
  /// - Throws: `KerasError.file`.
  func dataset(_ weight: String, of layer: Layer) throws(KerasError) -> Dataset {
    do throws(HDF5Error) {
      return try group.dataset(layer.name + "/" + weight)
    } catch {
      throw .file(error)
    }
  }

  private static func weightNames(in group: Group) throws(HDF5Error) -> [String] {
    // A layer that drops at random may keep the state of its generator among its weights.
    try (group.texts("weight_names") ?? []).filter {
      let suffix = $0.weightSuffix
      return suffix != "seed_generator_state" && suffix != "StateVar"
    }
  }
}

extension String {
  /// The last part of a weight's name without TensorFlow's `:0`.
  var weightSuffix: String {
    let last = split(separator: "/").last ?? ""
    return String(last.split(separator: ":").first ?? "")
  }
}
