extension MultipartPart {
  /// Reads the header section of a part, every line with its line end and an empty one at last.
  ///
  /// - Parameter delimiter: CR LF, two hyphens and the boundary; a line that begins with it has
  ///   no business among the fields.
  init(headerBytes: ArraySlice<UInt8>, delimiter: [UInt8]) throws(MultipartError) {
    var disposition: ArraySlice<UInt8>?
    var contentType: ArraySlice<UInt8>?
    var rest = headerBytes
    while let lineFeed = rest.firstIndex(of: .lineFeed) {
      guard rest[..<lineFeed].last == .carriageReturn else { throw .malformedPartHeader }
      let line = rest[..<lineFeed].dropLast()
      rest = rest[(lineFeed + 1)...]
      if line.isEmpty { break }
      guard !line.starts(with: delimiter.dropFirst(2)) else { throw .malformedPartHeader }
      let field: FieldLine
      do { field = try FieldLine(line) } catch { throw .malformedPartHeader }
      if field.name.utf8.spells("content-disposition") {
        if disposition != nil { throw .malformedContentDisposition }
        disposition = field.value
      } else if field.name.utf8.spells("content-type") {
        if contentType != nil { throw .malformedPartHeader }
        contentType = field.value
      }
    }
    guard let disposition else { throw .missingContentDisposition }
    guard let value = ParameterizedValue(disposition), value.value.spells("form-data") else {
      throw .malformedContentDisposition
    }
    guard let name = value.parameters["name"] else { throw .missingName }
    self.name = String(decoding: name, as: UTF8.self)
    filename = value.parameters["filename"].map { String(decoding: $0, as: UTF8.self) }
    if let extended = value.parameters["filename*"] {
      guard let decoded = Self.decodeExtended(extended) else {
        throw .malformedContentDisposition
      }
      filename = decoded
    }
    self.contentType = contentType.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads `charset'language'percent-encoded` (RFC 8187 section 3.2), in UTF-8 or ISO 8859-1.
  private static func decodeExtended(_ value: [UInt8]) -> String? {
    let pieces = value.split(
      separator: .singleQuote, maxSplits: 2, omittingEmptySubsequences: false)
    guard pieces.count == 3 else { return nil }
    var bytes: [UInt8] = []
    var rest = pieces[2]
    while let byte = rest.popFirst() {
      if byte == .percent {
        guard let high = rest.popFirst()?.hexadecimalValue,
          let low = rest.popFirst()?.hexadecimalValue
        else { return nil }
        bytes.append(high << 4 | low)
      } else {
        guard byte.isVisible else { return nil }
        bytes.append(byte)
      }
    }
    if pieces[0].spells("utf-8") { return String(validating: bytes, as: UTF8.self) }
    guard pieces[0].spells("iso-8859-1") else { return nil }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}
