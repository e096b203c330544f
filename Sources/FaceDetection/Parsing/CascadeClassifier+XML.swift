extension CascadeClassifier {
  /// Reads a cascade from a file.
  ///
  /// - Parameter path: a cascade of `opencv_traincascade` with Haar features or local binary
  ///   patterns, or of the older haartraining.
  /// - Throws: ``CascadeError`` with the file and, where known, the line and the element.
  public init(contentsOf path: String) throws(CascadeError) {
    try self.init(xml: FileReader.read(path, limit: CascadeLimits.bytes), name: path)
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
