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

  /// Whether the file holds the model's structure.
  var hasArchitecture: Bool { self == .wholeModel || self == .archive }

  /// Why a file of this kind does not run, given whether its structure was found elsewhere; nil
  /// when it can.
  func refusal(hasArchitecture: Bool) -> Refusal? {
    if self == .earlyWeights {
      return Refusal(
        layer: nil, className: nil,
        reason: "the file holds weights only, in the form of Keras before 1.0 (nb_layers)",
        fix: "build the model in Keras 2, load_weights this file, and model.save(\"name.h5\")")
    }
    if self.hasArchitecture || hasArchitecture { return nil }
    let form = self == .checkpoint ? ", in the form of Keras 3 (name.weights.h5)," : ""
    return Refusal(
      layer: nil, className: nil,
      reason: "the file holds weights only\(form) without the model's structure (model_config)",
      fix: "put the structure, the text of model.to_json(), beside it as a file of the same name "
        + "with the ending .json, or build the model in Keras, load_weights this file, and "
        + "model.save(\"name.h5\")")
  }
}
