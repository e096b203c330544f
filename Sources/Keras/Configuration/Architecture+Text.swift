extension KerasModel {
  /// Whether a text looks like that of `model.to_json()`, and not like other JSON.
  public static func isArchitecture(_ text: String) -> Bool {
    guard let json = try? JSONParser.parse(text) else { return false }
    return json.object?["class_name"]?.string != nil && json.object?["config"] != nil
  }

  /// Where the structure of a model may lie whose file at `path` holds weights alone: the paths
  /// beside it with the ending `.json`, the likeliest first.
  public static func architectureCandidates(for path: String) -> [String] {
    Architecture.candidates(for: path)
  }
}
