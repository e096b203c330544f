import HDF5

/// A file of one of Keras' kinds, opened.
struct KerasFile: Sendable {
  let path: String
  let kind: FileKind
  /// The group that holds the layers' weights; nil where the layout is another.
  let weights: Group?
  /// The version of Keras as the file tells it.
  let versionText: String?
  let backend: String?
  let root: Group?

  /// - Throws: `KerasError.file` or `notKeras`.
  init(contentsOf path: String) throws(KerasError) {
    let bytes: [UInt8]
    do throws(HDF5Error) {
      bytes = try File.bytes(ofFile: path, limit: Limits.standard.fileSize)
    } catch {
      throw .file(error)
    }
    try self.init(bytes: bytes, path: path)
  }

  /// A file that is already in memory; `path` stands for it in errors.
  ///
  /// - Throws: as the other.
  init(bytes: [UInt8], path: String) throws(KerasError) {
    self.path = path
    let root: Group?
    let found: FileKind?
    do throws(HDF5Error) {
      if bytes.starts(with: KerasFile.zipSignature) {
        (root, found) = (nil, .archive)
      } else {
        let group = try File(bytes: bytes, name: path).root
        (root, found) = (group, try FileKind.of(group))
      }
    } catch {
      throw .file(error)
    }
    guard let found else { throw .notKeras(file: path) }
    kind = found
    self.root = root
    do throws(HDF5Error) {
      switch kind {
      case .wholeModel, .nestedWeights: weights = try root?.group("model_weights")
      case .weights: weights = root
      case .earlyWeights, .checkpoint, .archive: weights = nil
      }
      // The weights' own attributes are the ones that Keras goes by.
      versionText = try weights?.text("keras_version")
      let rootBackend = try root?.text("backend")
      backend = try weights?.text("backend") ?? rootBackend
    } catch {
      throw .file(error)
    }
  }

  private static let zipSignature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  /// Nil for the files of Keras 1, which did not tell it with the weights, whatever the root says.
  var version: KerasVersion? { versionText.flatMap(KerasVersion.init) }

  /// The version to show: the weights', or else the root's.
  func shownVersion() -> String? {
    if let versionText { return versionText }
    guard let root else { return nil }
    return (try? root.text("keras_version")) ?? nil
  }

  /// - Throws: as `ModelConfiguration`, and `KerasError.file`.
  func configuration() throws(KerasError) -> ModelConfiguration {
    try ModelConfiguration(text: configurationText(), file: path)
  }

  /// - Throws: `KerasError.unsupported` for files without a structure, and `KerasError.file`.
  func configurationText() throws(KerasError) -> String {
    if let refusal = kind.refusal { throw .unsupported(file: path, [refusal]) }
    let text: String?
    do throws(HDF5Error) {
      text = try root?.text("model_config")
    } catch {
      throw .file(error)
    }
    guard let text else { throw .notKeras(file: path) }
    return text
  }
}
