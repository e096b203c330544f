extension MultipartParser {
  /// The longest boundary of RFC 2046 section 5.1.1.
  static let maximumBoundaryLength = 70

  /// Finds the boundary in the value of a Content-Type field.
  ///
  /// - Returns: the boundary, 1 to 70 characters, quotes resolved.
  /// - Throws: `notMultipartFormData` for another media type, `missingBoundary`,
  ///   `invalidBoundary`.
  public static func boundary(
    fromContentType contentType: String
  ) throws(MultipartError) -> String {
    let bytes = Array(contentType.utf8)
    let mediaType = bytes.prefix { $0 != .semicolon }.trimmed
    guard mediaType.spells("multipart/form-data") else { throw .notMultipartFormData }
    guard let value = ParameterizedValue(bytes[...].trimmed) else { throw .invalidBoundary }
    guard let boundary = value.parameters["boundary"] else { throw .missingBoundary }
    guard isValidBoundary(boundary) else { throw .invalidBoundary }
    return String(decoding: boundary, as: UTF8.self)
  }

  /// `boundary` of RFC 2046 section 5.1.1: `bchars`, the last of them no space.
  static func isValidBoundary(_ boundary: some Collection<UInt8>) -> Bool {
    guard !boundary.isEmpty, boundary.count <= maximumBoundaryLength else { return false }
    var last = UInt8.space
    for byte in boundary {
      guard isBoundaryCharacter(byte) else { return false }
      last = byte
    }
    return last != .space
  }

  private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
    if byte.isDigit || byte.isLetter { return true }
    return " '()+_,-./:=?".utf8.contains(byte)
  }
}
