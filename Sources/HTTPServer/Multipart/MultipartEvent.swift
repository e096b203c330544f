/// What a part of a form says of itself (RFC 7578 section 4).
public struct MultipartPart: Sendable, Equatable {
  /// The name of the form field.
  public var name: String
  /// What the client calls the file. Never to be used as a path.
  public var filename: String?
  /// The media type as it was written.
  public var contentType: String?

  public init(name: String, filename: String? = nil, contentType: String? = nil) {
    self.name = name
    self.filename = filename
    self.contentType = contentType
  }
}

/// A step through a form, in the order of the body.
public enum MultipartEvent: Sendable, Equatable {
  case partBegan(MultipartPart)
  /// Some bytes of the part, never empty; a slice of what was consumed wherever possible.
  case partData(ArraySlice<UInt8>)
  case partEnded
  /// The closing boundary; whatever follows is no part of the form.
  case ended
}

/// What a form may cost beyond its bytes.
public struct MultipartLimits: Sendable, Equatable {
  /// Number of parts.
  public var maximumParts: Int
  /// Bytes of the header fields of one part, line ends included.
  public var maximumPartHeaderBytes: Int

  public init(maximumParts: Int = 32, maximumPartHeaderBytes: Int = 8 << 10) {
    self.maximumParts = maximumParts
    self.maximumPartHeaderBytes = maximumPartHeaderBytes
  }
}
