import HDF5

/// A file of one of Keras' kinds, opened, with the text of the model's structure wherever it lies.
struct KerasFile: Sendable {
  let path: String
  let kind: FileKind
  /// The group that holds the layers' weights; nil where the layout is another.
  let weights: Group?
  /// The version of Keras as the file tells it with the weights.
  let versionText: String?
  let backend: String?
  /// The file that the structure comes from, if not the file itself.
  let architecturePath: String?
  let root: Group
  private let structure: Structure

  private enum Structure {
    case attribute
    case text(String)
    case none
  }

  /// - Parameter architecture: a file with the text of `model.to_json()`, for weights without
  ///   structure; nil looks for one of the same name with the ending `.json`.
  /// - Throws: `KerasError.file`, `archive`, `notKeras`, or `architecture` for a file with a
  ///   structure that cannot be read.
  init(contentsOf path: String, architecture: String? = nil) throws(KerasError) {
    let bytes: [UInt8]
    do throws(HDF5Error) {
      bytes = try File.bytes(ofFile: path, limit: Limits.standard.fileSize)
    } catch {
      throw .file(error)
    }
    try self.init(image: FileImage(bytes), path: path) { () throws(KerasError) in
      try Architecture.find(for: path, given: architecture)
    }
  }

  /// A file that is already in memory; `path` stands for it in errors.
  ///
  /// - Parameter architecture: asked for the structure's text and path when the file has none.
  /// - Throws: as the other.
  init(
    image: FileImage, path: String,
    architecture: () throws(KerasError) -> (text: String, path: String)?
  ) throws(KerasError) {
    self.path = path
    let archive =
      image.starts(with: ZipArchive.signature)
      ? try KerasArchive(image.array, file: path) : nil
    let found: FileKind?
    do throws(HDF5Error) {
      let weights = archive.map { FileImage($0.weights) } ?? image
      root = try File(image: weights, name: path).root
      found = archive == nil ? try FileKind.of(root) : .archive
    } catch {
      throw .file(error)
    }
    guard let found else { throw .notKeras(file: path) }
    kind = found
    if let archive {
      (structure, architecturePath) = (.text(archive.configuration), nil)
    } else if kind == .wholeModel {
      (structure, architecturePath) = (.attribute, nil)
    } else if let (text, source) = try architecture() {
      (structure, architecturePath) = (.text(text), source)
    } else {
      (structure, architecturePath) = (.none, nil)
    }
    do throws(HDF5Error) {
      switch kind {
      case .wholeModel, .nestedWeights: weights = try root.group("model_weights")
      case .weights, .checkpoint, .archive: weights = root
      case .earlyWeights: weights = nil
      }
      // The weights' own attributes are the ones that Keras goes by.
      let version = try weights?.text("keras_version")
      versionText = version ?? archive?.version
      let rootBackend = try root.text("backend")
      backend = try weights?.text("backend") ?? rootBackend
    } catch {
      throw .file(error)
    }
  }

  /// Whether the weights lie as in `.weights.h5`.
  var isCheckpoint: Bool { kind.isCheckpoint }

  /// The stored weights by layer; nil for a layout that is not read.
  ///
  /// - Throws: `KerasError.file` or `weights`.
  func store() throws(KerasError) -> WeightStore? {
    guard let weights else { return nil }
    return isCheckpoint
      ? try WeightStore(checkpoint: weights, file: path)
      : try WeightStore(listedIn: weights, file: path)
  }

  /// The version that decides how layers compute. Files of Keras 1 did not tell it with the
  /// weights, whatever the root says; where lists of layers do not tell it, it is Keras 1.
  func version(_ configuration: ModelConfiguration?) -> KerasVersion? {
    ModelSource.version(kind: kind, version: versionText, configuration: configuration)
  }

  /// Whether names and weights are those of Keras 1 (specs/keras-h5.md §7).
  var isKeras1: Bool {
    ModelSource.isKeras1(kind: kind, version: versionText)
  }

  /// The version to show: the weights', or else the root's or the structure's.
  func shownVersion(_ configuration: ModelConfiguration?) -> String? {
    if let versionText { return versionText }
    if let text = try? root.text("keras_version") { return text }
    return configuration?.versionText
  }

  /// - Throws: as `ModelConfiguration`, and `KerasError.file`.
  func configuration(_ options: KerasOptions) throws(KerasError) -> ModelConfiguration {
    let (text, source) = try configurationText()
    return try ModelConfiguration(
      text: text,
      context: .init(file: source, generation: isKeras1 ? .keras1(options) : .current))
  }

  /// The text of the structure, and the file that it comes from.
  ///
  /// - Throws: `KerasError.unsupported`, `notKeras` or `file`.
  func configurationText() throws(KerasError) -> (text: String, file: String) {
    let text: String?
    var source = path
    switch structure {
    case .text(let found):
      text = found
      source = architecturePath ?? path
    case .none: text = nil
    case .attribute:
      do throws(HDF5Error) {
        text = try root.text("model_config")
      } catch {
        throw .file(error)
      }
    }
    if let refusal = kind.refusal(hasArchitecture: text != nil) {
      throw .unsupported(file: path, [refusal])
    }
    guard let text else { throw .notKeras(file: path) }
    return (text, source)
  }
}
