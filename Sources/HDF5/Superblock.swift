/// The first bytes of a file, checked before libhdf5 sees them (specs/keras-h5.md §3.1; HDF5 File
/// Format Specification, II.A).
enum Superblock {
  static let signature: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A]
  static let smallestFile = 96

  /// - Throws: `notHDF5`, `userBlock`, `superblock` or `truncated`.
  static func check(_ image: FileImage, file: String) throws(HDF5Error) {
    let bytes = image.bytes
    guard bytes.starts(with: signature) else {
      if let offset = userBlock(of: bytes) { throw .userBlock(file: file, bytes: offset) }
      throw .notHDF5(file: file, found: likeness(of: bytes))
    }
    guard bytes.count >= smallestFile else {
      throw .truncated(file: file, found: bytes.count, expected: smallestFile)
    }
    let version = bytes[8]
    let sizes: Int
    let addresses: Int
    switch version {
    case 0: (sizes, addresses) = (13, 24)
    case 1: (sizes, addresses) = (13, 28)
    case 2, 3: (sizes, addresses) = (9, 12)
    default:
      throw .superblock(
        file: file, found: "superblock version \(version)", expected: "version 0 to 3")
    }
    guard bytes[sizes] == 8, bytes[sizes + 1] == 8 else {
      throw .superblock(
        file: file, found: "offsets of \(bytes[sizes]) and lengths of \(bytes[sizes + 1]) bytes",
        expected: "8 and 8 bytes")
    }
    let base = integer(in: bytes, at: addresses)
    guard base == 0 else {
      throw .superblock(file: file, found: "base address \(base)", expected: "base address 0")
    }
    let end = integer(in: bytes, at: addresses + 16)
    guard end <= UInt64(bytes.count) else {
      throw .truncated(file: file, found: bytes.count, expected: Int(clamping: end))
    }
    if version < 2 {
      let driver = integer(in: bytes, at: addresses + 24)
      guard driver == .max else {
        throw .superblock(
          file: file, found: "a driver information block", expected: "a file of the plain driver")
      }
    }
  }

  private static func integer(in bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
    bytes[offset..<offset + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func userBlock(of bytes: UnsafeRawBufferPointer) -> Int? {
    var offset = 512
    while offset + signature.count <= bytes.count {
      if bytes[offset...].starts(with: signature) { return offset }
      offset *= 2
    }
    return nil
  }

  private static func likeness(of bytes: UnsafeRawBufferPointer) -> String {
    if bytes.isEmpty { return "an empty file" }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "a zip archive" }
    if bytes.starts(with: [0x1F, 0x8B]) { return "a gzip archive" }
    let first = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }.prefix(64)
    let text = String(decoding: first, as: UTF8.self).lowercased()
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") { return "a web page" }
    if text.hasPrefix("version https://git-lfs") { return "a Git LFS pointer" }
    if text.hasPrefix("{") { return "JSON or other text" }
    let digits = Array("0123456789ABCDEF")
    let start = bytes.prefix(8).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
    return "the bytes " + start.joined(separator: " ")
  }
}
