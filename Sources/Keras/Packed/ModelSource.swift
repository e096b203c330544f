/// What a file says of a model beside its weights: all that is needed, with them, to make the
/// model again.
public struct ModelSource: Sendable, Equatable {
  /// The kind of the file that was read.
  public let kind: FileKind
  /// The version of Keras as the file tells it with the weights, which some formulas depend on.
  public let kerasVersion: String?
  /// The backend that trained it.
  public let backend: String?
  /// The structure as JSON text (`model_config`).
  public let configuration: String
  /// What its user said of it.
  public let options: KerasOptions
  /// SHA-256 of the file in hexadecimal; nil where nobody computed it.
  public var digest: String?

  init(
    kind: FileKind, kerasVersion: String?, backend: String?, configuration: String,
    options: KerasOptions, digest: String? = nil
  ) {
    self.kind = kind
    self.kerasVersion = kerasVersion
    self.backend = backend
    self.configuration = configuration
    self.options = options
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
    let assumed = try reader.optionalText("assumed backend")
    let usesLegacyBilinear = try reader.number32("bilinear grid")
    guard assumed == nil || assumed.flatMap(KerasOptions.Backend.init) != nil,
      usesLegacyBilinear <= 1
    else {
      throw .index(
        file: reader.file, entry: "options", found: "others", expected: "those of Keras files")
    }
    options = KerasOptions(
      backend: assumed.flatMap(KerasOptions.Backend.init),
      usesLegacyBilinear: usesLegacyBilinear == 1)
    digest = try reader.optionalText("SHA-256")
  }
}

extension ModelSource {
  /// Whether names and weights are those of Keras 1 (specs/keras-h5.md §7): its files did not
  /// tell the version with the weights.
  static func isKeras1(kind: FileKind, version: String?) -> Bool {
    !kind.isCheckpoint && version.flatMap(KerasVersion.init)?.major ?? 1 < 2
  }

  /// The version that decides how layers compute.
  static func version(
    kind: FileKind, version: String?, configuration: ModelConfiguration?
  ) -> KerasVersion? {
    if let version { return KerasVersion(version) }
    return kind.isCheckpoint ? configuration?.versionText.flatMap(KerasVersion.init) : nil
  }
}

extension FileKind {
  /// Whether the weights lie as in `.weights.h5`.
  var isCheckpoint: Bool { self == .checkpoint || self == .archive }
}
