import HDF5

/// The structure of a model in a file of its own, the text of `model.to_json()`.
enum Architecture {
  /// The text of the given file, or of the one beside the weights with the ending `.json`; nil
  /// where there is none. A file beside them that holds other JSON is no structure.
  ///
  /// - Returns: the text and the path that it comes from.
  /// - Throws: `KerasError.file` or `json`, for the given file also `configuration`.
  static func find(
    for weights: String, given path: String?
  ) throws(KerasError) -> (text: String, path: String)? {
    if let path { return (try text(of: path), path) }
    for path in candidates(for: weights) {
      guard let text = try? text(of: path), let json = try? JSONParser.parse(text),
        json.object?["class_name"]?.string != nil, json.object?["config"] != nil
      else { continue }
      return (text, path)
    }
    return nil
  }

  /// `name.json` for `name.h5`, and for `name.weights.h5` also.
  static func candidates(for weights: String) -> [String] {
    var stem = Substring(weights)
    var candidates: [String] = []
    for ending in [".h5", ".hdf5", ".weights"] where stem.hasSuffix(ending) {
      stem = stem.dropLast(ending.count)
      candidates.append(stem + ".json")
    }
    return candidates
  }

  private static func text(of path: String) throws(KerasError) -> String {
    let bytes: [UInt8]
    do throws(HDF5Error) {
      bytes = try File.bytes(ofFile: path, limit: JSONParser.maximumSize)
    } catch {
      throw .file(error)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .json(file: path, offset: 0, reason: "the text is not UTF-8")
    }
    return text
  }
}
