import HDF5

/// The kinds of file that Keras writes (specs/keras-h5.md §1).
public enum FileKind: String, Sendable, Codable, Hashable {
  /// Structure and weights: `model.save("name.h5")`.
  case wholeModel
  /// Weights only: `model.save_weights("name.h5")` of Keras 1 and 2.
  case weights
  /// Weights only, under `/model_weights`.
  case nestedWeights
  /// Weights only, of Keras before 1.0.
  case earlyWeights
  /// Weights only: `name.weights.h5` of Keras 3.
  case checkpoint
  /// A zip archive: `name.keras` of Keras 3.
  case archive

  /// Returns nil when Keras wrote no such file.
  static func of(_ root: Group) throws(HDF5Error) -> FileKind? {
    if try root.hasAttribute("model_config") { return .wholeModel }
    for name in ["layer_names", "layer_names0"] where try root.hasAttribute(name) {
      return .weights
    }
    if try root.hasAttribute("nb_layers") { return .earlyWeights }
    if try root.contains("model_weights") { return .nestedWeights }
    for name in ["layers", "_layer_checkpoint_dependencies"] where try root.contains(name) {
      return .checkpoint
    }
    return nil
  }

  /// Why a file of this kind does not run by itself; nil for a whole model.
  var refusal: Refusal? {
    let reason: String
    let fix: String
    switch self {
    case .wholeModel: return nil
    case .weights, .nestedWeights:
      reason = "the file holds weights only, without the model's structure (model_config)"
      fix =
        "build the model in Keras, from its code or its JSON with model_from_json, "
        + "load_weights this file, and model.save(\"name.h5\")"
    case .earlyWeights:
      reason = "the file holds weights only, in the form of Keras before 1.0 (nb_layers)"
      fix = "build the model in Keras 2, load_weights this file, and model.save(\"name.h5\")"
    case .checkpoint:
      reason = "the file holds weights only, in the form of Keras 3 (name.weights.h5)"
      fix = "build the model in Keras 3, load_weights this file, and model.save(\"name.h5\")"
    case .archive:
      reason = "the file is a zip archive (the .keras form of Keras 3)"
      fix = "load it with keras.saving.load_model and model.save(\"name.h5\")"
    }
    return Refusal(layer: nil, className: nil, reason: reason, fix: fix)
  }
}
