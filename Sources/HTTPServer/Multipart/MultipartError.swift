/// Why a multipart/form-data body or its Content-Type was refused.
public enum MultipartError: Error, Sendable, Equatable {
  /// The Content-Type names another media type.
  case notMultipartFormData
  case missingBoundary
  case invalidBoundary
  case malformedBoundaryLine
  case partHeadersTooLarge(limit: Int)
  case malformedPartHeader
  case missingContentDisposition
  case malformedContentDisposition
  case missingName
  case tooManyParts(limit: Int)
  /// The body ended before the closing boundary.
  case unexpectedEnd
}

extension MultipartError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notMultipartFormData:
      "The Content-Type is not multipart/form-data; send the form as multipart/form-data."
    case .missingBoundary:
      "The Content-Type has no boundary; expected multipart/form-data; boundary=…"
    case .invalidBoundary:
      "The boundary in the Content-Type is invalid; expected 1 to 70 of the permitted characters."
    case .malformedBoundaryLine:
      "A line that begins with the boundary does not end where a boundary line must."
    case .partHeadersTooLarge(let limit):
      "The header fields of a part are larger than \(limit) bytes."
    case .malformedPartHeader:
      "A header field of a part is malformed; expected NAME, a colon and a value, ended by CR LF."
    case .missingContentDisposition:
      "A part has no Content-Disposition; expected form-data with a name."
    case .malformedContentDisposition:
      "The Content-Disposition of a part is malformed; expected form-data; name=\"…\"."
    case .missingName:
      "The Content-Disposition of a part has no name."
    case .tooManyParts(let limit):
      "The form has more than \(limit) parts; send fewer."
    case .unexpectedEnd:
      "The form ends before its closing boundary; the upload seems to be cut off."
    }
  }
}
