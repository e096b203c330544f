import Foundation

@testable import Keras

/// A file that is gone after the test.
final class TemporaryFile: Sendable {
  let path: String

  init(_ bytes: some Sequence<UInt8>, ending: String) throws {
    path =
      FileManager.default.temporaryDirectory.path + "/keras-\(UUID().uuidString).\(ending)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}

/// A model of a structure alone, with the weights of a fixture.
func model(
  _ json: String, weights: String = "noWeights.h5", options: KerasOptions = KerasOptions()
) throws -> KerasModel {
  let file = try TemporaryFile(json.utf8, ending: "json")
  return try KerasModel(
    contentsOf: Goldens.path(weights), architecture: file.path, options: options)
}

/// A sequence without weights over an input.
func sequence(_ layers: String..., shape: String = "[null, 6, 6, 2]") -> String {
  let input = """
    {"class_name": "InputLayer", "config": {"name": "in", "batch_input_shape": \(shape)}}
    """
  return """
    {"class_name": "Sequential", "config": {"name": "s",
      "layers": [\(([input] + layers).joined(separator: ", "))]}}
    """
}

/// What a file is refused for; empty when it runs.
func refusals(_ body: () throws -> KerasModel) throws -> [Refusal] {
  do {
    _ = try body()
    return []
  } catch let error as KerasError {
    guard case .unsupported(_, let refusals) = error else { throw error }
    return refusals
  }
}
