/// What a file says of a model beside its weights: all that is needed, with them, to make the
/// model again.
public struct ModelSource: Sendable, Equatable {
  /// The kind of the file that was read.
  public let kind: FileKind
  /// The version of Keras that wrote the weights, which some formulas depend on.
  public let kerasVersion: String?
  /// The backend that trained it.
  public let backend: String?
  /// The structure as JSON text (`model_config`).
  public let configuration: String
  /// SHA-256 of the file in hexadecimal; nil where nobody computed it.
  public var digest: String?

  init(
    kind: FileKind, kerasVersion: String?, backend: String?, configuration: String,
    digest: String? = nil
  ) {
    self.kind = kind
    self.kerasVersion = kerasVersion
    self.backend = backend
    self.configuration = configuration
    self.digest = digest
  }

  init(_ reader: inout PackReader) throws(PackError) {
    let text = try reader.text("kind")
    guard let kind = FileKind(rawValue: text) else {
      throw .index(
        file: reader.file, entry: "kind", found: "\"\(text)\"", expected: "a kind of Keras file")
    }
    self.kind = kind
    kerasVersion = try reader.optionalText("Keras version")
    backend = try reader.optionalText("backend")
    configuration = try reader.text("model_config")
    digest = try reader.optionalText("SHA-256")
  }
}
