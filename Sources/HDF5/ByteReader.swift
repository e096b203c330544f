/// Reads little-endian numbers from a range of a file's bytes; never past its end.
struct ByteReader {
  /// The range does not hold what is to be read.
  struct OutOfBounds: Error {}

  private let bytes: [UInt8]
  private let end: Int
  private(set) var offset: Int

  /// - Throws: `OutOfBounds` when `count` bytes from `address` are not in the file.
  init(_ bytes: [UInt8], at address: UInt64, count: UInt64) throws(OutOfBounds) {
    let (end, overflow) = address.addingReportingOverflow(count)
    guard !overflow, end <= UInt64(bytes.count) else { throw OutOfBounds() }
    self.bytes = bytes
    self.end = Int(end)
    offset = Int(address)
  }

  /// Bytes that are left.
  var count: Int { end - offset }

  mutating func skip(_ count: Int) throws(OutOfBounds) {
    guard count >= 0, count <= self.count else { throw OutOfBounds() }
    offset += count
  }

  mutating func integer<Integer: FixedWidthInteger & UnsignedInteger>(
    _ type: Integer.Type
  ) throws(OutOfBounds) -> Integer {
    let size = Integer.bitWidth / 8
    let start = offset
    try skip(size)
    var value: Integer = 0
    for index in (0..<size).reversed() { value = value << 8 | Integer(bytes[start + index]) }
    return value
  }

  mutating func slice(_ count: Int) throws(OutOfBounds) -> ArraySlice<UInt8> {
    let start = offset
    try skip(count)
    return bytes[start..<offset]
  }
}
