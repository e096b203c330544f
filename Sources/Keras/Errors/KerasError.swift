import HDF5
import NeuralNetwork

/// Why a Keras file cannot be loaded.
public enum KerasError: Error, Sendable, Equatable {
  /// The file cannot be read, or is damaged, as an HDF5 file.
  case file(HDF5Error)
  /// An HDF5 file, but none that Keras writes.
  case notKeras(file: String)
  /// A zip archive that is none of Keras', is damaged, or is packed in a way that is not read.
  case archive(file: String, reason: String)
  /// The text of `model_config` is not JSON; `offset` counts bytes.
  case json(file: String, offset: Int, reason: String)
  /// A key of the model's or of a layer's configuration is missing or of the wrong form.
  case configuration(file: String, layer: String?, key: String, found: String, expected: String)
  /// The layers' connections do not make a graph.
  case topology(file: String, layer: String, reason: String)
  /// A layer does not fit the shapes that reach it.
  case shape(file: String, layer: String, NeuralNetworkError)
  /// A layer's stored weights are not those that its configuration calls for.
  case weights(file: String, layer: String?, weight: String?, found: String, expected: String)
  /// A sound file that this runtime cannot run; all reasons at once.
  case unsupported(file: String, [Refusal])
}

extension KerasError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .file(let error):
      return error.description
    case .notKeras(let file):
      return "\(file): found an HDF5 file without model_config, layer_names or layers, expected a "
        + "Keras model; save it with model.save(\"name.h5\")"
    case .archive(let file, let reason):
      return "\(file): found a zip archive, but \(reason); expected one that Keras 3 wrote; save "
        + "the model again with model.save(\"name.keras\") or model.save(\"name.h5\")"
    case .json(let file, let offset, let reason):
      return "\(file): model_config is not valid JSON at byte \(offset): \(reason); "
        + "save the model again from Keras"
    case .configuration(let file, let layer, let key, let found, let expected):
      let subject = layer.map { "layer \($0), " } ?? ""
      return "\(file): model_config, \(subject)key \(key): found \(found), expected \(expected); "
        + "save the model again from Keras"
    case .topology(let file, let layer, let reason):
      return "\(file): model_config, layer \(layer): \(reason); save the model again from Keras"
    case .shape(let file, let layer, let error):
      return "\(file): layer \(layer) does not fit its input: \(error); check the model in Keras"
    case .weights(let file, let layer, let weight, let found, let expected):
      let subject = (layer.map { ", layer \($0)" } ?? "") + (weight.map { ", weight \($0)" } ?? "")
      return "\(file)\(subject): found \(found), expected \(expected); "
        + "save the whole model again from Keras"
    case .unsupported(let file, let refusals):
      let lines = refusals.map { "\n  - \($0)" }.joined()
      return "\(file): cannot run on this runtime:" + lines
    }
  }
}
