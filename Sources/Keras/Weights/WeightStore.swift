import HDF5
import NeuralNetwork

/// The weights of a file by layer.
struct WeightStore: Sendable {
  /// One stored weight.
  struct Weight: Sendable {
    /// Its name in the file, a label.
    let label: String
    /// The path of its dataset.
    let path: String
  }

  /// A layer that has weights in the file, in binding order.
  struct Layer: Sendable {
    /// The layer's name; in a checkpoint the path of its group.
    let name: String
    let weights: [Weight]
  }

  let file: String
  /// The layers that have weights, in the order of the file.
  let layers: [Layer]
  /// Weights that belong to no layer.
  let topLevelNames: [String]
  /// The groups of a checkpoint as they stand in one another; nil where lists name the layers.
  let checkpoint: CheckpointGroup?
  private let group: Group

  /// The layers as `layer_names` and `weight_names` list them (specs/keras-h5.md §2.1).
  ///
  /// - Throws: `KerasError.file`, or `weights` when the lists are missing or repeat a name.
  init(listedIn group: Group, file: String) throws(KerasError) {
    self.group = group
    self.file = file
    checkpoint = nil
    do throws(HDF5Error) {
      guard let names = try group.texts("layer_names") else {
        throw .missing(
          Location(file: file, object: group.location.object, attribute: "layer_names"))
      }
      var layers: [Layer] = []
      for name in names {
        let weightNames = try WeightStore.weightNames(in: try group.group(name))
        let weights = weightNames.map { Weight(label: $0, path: name + "/" + $0) }
        if !weights.isEmpty { layers.append(Layer(name: name, weights: weights)) }
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

  /// The layers of a `.weights.h5` (specs/keras-h5.md §6.6).
  ///
  /// - Throws: `KerasError.file`.
  init(checkpoint group: Group, file: String) throws(KerasError) {
    self.group = group
    self.file = file
    do throws(HDF5Error) {
      let root = try CheckpointGroup(group, path: "", limits: .standard)
      checkpoint = root
      topLevelNames = root.weights.map(\.label)
      layers = root.descendants.filter { !$0.weights.isEmpty }.map {
        Layer(name: $0.path, weights: $0.weights)
      }
    } catch {
      throw .file(error)
    }
  }

  /// The dataset of a weight.
  ///
  /// - Throws: `KerasError.file`.
  func dataset(of weight: Weight) throws(KerasError) -> Dataset {
    do throws(HDF5Error) {
      return try group.dataset(weight.path)
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

  /// What stands before the last part of a weight's name.
  var weightStem: Substring {
    lastIndex(of: "/").map { self[..<$0] } ?? ""
  }
}
