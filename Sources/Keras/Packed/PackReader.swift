/// Reads the numbers and texts of a packed model, never beyond their end.
struct PackReader {
  let bytes: UnsafeRawBufferPointer
  let file: String
  var offset = 0

  /// The length that stands for no text.
  static let absent = UInt32.max

  init(_ bytes: UnsafeRawBufferPointer, file: String) {
    self.bytes = bytes
    self.file = file
  }

  mutating func number32(_ entry: @autoclosure () -> String) throws(PackError) -> UInt32 {
    let start = try advance(4, entry())
    return UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt32.self))
  }

  mutating func number64(_ entry: @autoclosure () -> String) throws(PackError) -> UInt64 {
    let start = try advance(8, entry())
    return UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
  }

  /// A number of entries, of which each takes at least four bytes of what is left.
  mutating func count32(_ entry: @autoclosure () -> String) throws(PackError) -> Int {
    let found = try number32(entry())
    guard found <= (bytes.count - offset) / 4 else {
      throw .index(
        file: file, entry: entry(), found: "\(found)", expected: "no more than the index can hold")
    }
    return Int(found)
  }

  mutating func count64(_ entry: @autoclosure () -> String, limit: Int) throws(PackError) -> Int {
    let found = try number64(entry())
    guard found <= UInt64(limit) else {
      throw .index(file: file, entry: entry(), found: "\(found)", expected: "at most \(limit)")
    }
    return Int(found)
  }

  mutating func text(_ entry: @autoclosure () -> String) throws(PackError) -> String {
    guard let text = try optionalText(entry()) else {
      throw .index(file: file, entry: entry(), found: "no text", expected: "text")
    }
    return text
  }

  mutating func optionalText(_ entry: @autoclosure () -> String) throws(PackError) -> String? {
    let length = try number32(entry())
    if length == Self.absent { return nil }
    let start = try advance(Int(length), entry())
    guard
      let text = String(
        validating: bytes[start..<start + Int(length)], as: UTF8.self)
    else {
      throw .index(
        file: file, entry: entry(), found: "bytes that are not UTF-8", expected: "text")
    }
    return text
  }

  private mutating func advance(
    _ count: Int, _ entry: @autoclosure () -> String
  ) throws(PackError) -> Int {
    guard count <= bytes.count - offset else {
      throw .index(file: file, entry: entry(), found: "the end", expected: "\(count) bytes")
    }
    defer { offset += count }
    return offset
  }
}
