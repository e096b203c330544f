import Files

extension CascadeClassifier {
  /// Reads a cascade from a file.
  ///
  /// - Parameter path: a cascade of `opencv_traincascade` with Haar features or local binary
  ///   patterns, or of the older haartraining.
  /// - Throws: ``CascadeError`` with the file and, where known, the line and the element.
  public init(contentsOf path: String) throws(CascadeError) {
    let xml: [UInt8]
    do throws(FileError) {
      // Debian's cascades may be links.
      xml = try RegularFile.bytes(at: path, limit: CascadeLimits.bytes, followsLinks: true)
    } catch {
      switch error {
      case .unreadable(let file, let reason): throw .unreadable(file: file, reason: reason)
      case .tooLarge(let file, _, let limit): throw .tooLarge(file: file, limit: limit)
      }
    }
    try self.init(xml: xml, name: path)
  }

  /// Reads a cascade from the bytes of a file.
  ///
  /// - Parameters:
  ///   - xml: the document; no document type declaration, at most 32 MiB.
  ///   - name: what errors call the file.
  /// - Throws: ``CascadeError``.
  public init(xml: [UInt8], name: String) throws(CascadeError) {
    guard xml.count <= CascadeLimits.bytes else {
      throw .tooLarge(file: name, limit: CascadeLimits.bytes)
    }
    let parser = try xml.withUnsafeBufferPointer { (bytes) throws(CascadeError) in
      try XMLReader.read(bytes, into: CascadeParser(file: name))
    }
    self = try parser.classifier()
  }
}
