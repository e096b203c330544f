/// Reads little-endian numbers from a range of a file's bytes; never past its end.
struct ByteReader {
  /// The range does not hold what is to be read.
  struct OutOfBounds: Error {}

  private let image: FileImage
  private let end: Int
  private(set) var offset: Int

  /// - Throws: `OutOfBounds` when `count` bytes from `address` are not in the file.
  init(_ image: FileImage, at address: UInt64, count: UInt64) throws(OutOfBounds) {
    let (end, overflow) = address.addingReportingOverflow(count)
    guard !overflow, end <= UInt64(image.count) else { throw OutOfBounds() }
    self.image = image
    self.end = Int(end)
    offset = Int(address)
  }

  /// - Throws: `OutOfBounds` when the range is not in the file.
  init(_ range: Range<Int>, of image: FileImage) throws(OutOfBounds) {
    try self.init(image, at: UInt64(range.lowerBound), count: UInt64(range.count))
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
    let start = offset
    try skip(Integer.bitWidth / 8)
    // Within the file: `skip` has checked it.
    return Integer(littleEndian: image.bytes.loadUnaligned(fromByteOffset: start, as: type))
  }

  /// Where in the file the next bytes lie.
  mutating func range(_ count: Int) throws(OutOfBounds) -> Range<Int> {
    let start = offset
    try skip(count)
    return start..<offset
  }

  /// A copy of the next bytes.
  mutating func array(_ count: Int) throws(OutOfBounds) -> [UInt8] {
    image[try range(count)]
  }
}
