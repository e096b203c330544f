import CZlib

/// A zip archive in memory (APPNOTE.TXT 6.3.3), read strictly: members stored or deflated, one
/// disk, no encryption, no ZIP64, no overlaps.
struct ZipArchive {
  /// The first bytes of an archive with members.
  static let signature: [UInt8] = [0x50, 0x4B, 0x03, 0x04]

  /// Why an archive, or a member of it, cannot be read.
  struct Failure: Error, Equatable {
    let reason: String
  }

  /// Upper bounds that keep a hostile archive from taking memory or time.
  struct Bounds {
    var memberCount = 1_024
    /// Bytes of a member when unpacked.
    var memberSize = 1 << 30
    /// Unpacked bytes over packed ones; deflate itself reaches 1032.
    var expansion = 1_000
  }

  private struct Member {
    let isDeflated: Bool
    let checksum: UInt32
    let packedSize: Int
    let size: Int
    let header: Int
  }

  private let bytes: [UInt8]
  private let bounds: Bounds
  private var members: [String: Member] = [:]

  /// Reads the directory at the end.
  ///
  /// - Throws: `Failure`.
  init(_ bytes: [UInt8], bounds: Bounds = Bounds()) throws(Failure) {
    self.bytes = bytes
    self.bounds = bounds
    let end = try ZipArchive.endRecord(in: bytes)
    let record = ZipFields(bytes, at: end)
    let (disk, firstDisk) = (try record.short(4), try record.short(6))
    let (count, total) = (try record.short(8), try record.short(10))
    let (size, start) = (try record.long(12), try record.long(16))
    let hasLocator = end >= 20 && (try? ZipFields(bytes, at: end - 20).long(0)) == 0x0706_4B50
    guard count != 0xFFFF, size != 0xFFFF_FFFF, start != 0xFFFF_FFFF, !hasLocator else {
      throw Failure(reason: "it is a ZIP64 archive")
    }
    guard disk == 0, firstDisk == 0, count == total else {
      throw Failure(reason: "it is one part of several")
    }
    guard count <= bounds.memberCount else {
      throw Failure(reason: "it has \(count) members, more than \(bounds.memberCount)")
    }
    guard start + size == end else {
      throw Failure(reason: "its directory does not end where the record at the end begins")
    }
    try readDirectory(at: start, count: count, end: end)
  }

  /// Where the record at the end begins. A comment may follow, up to the last byte.
  private static func endRecord(in bytes: [UInt8]) throws(Failure) -> Int {
    var offset = bytes.count - 22
    while offset >= max(0, bytes.count - 22 - 0xFFFF) {
      let fields = ZipFields(bytes, at: offset)
      if try fields.long(0) == 0x0605_4B50, try fields.short(20) == bytes.count - offset - 22 {
        return offset
      }
      offset -= 1
    }
    throw Failure(reason: "it has no record at its end; it is cut off")
  }

  private mutating func readDirectory(at start: Int, count: Int, end: Int) throws(Failure) {
    var offset = start
    var ranges: [Range<Int>] = []
    for _ in 0..<count {
      let fields = ZipFields(bytes, at: offset)
      guard try fields.long(0) == 0x0201_4B50 else {
        throw Failure(reason: "its directory is damaged at byte \(offset)")
      }
      let nameLength = try fields.short(28)
      let name = try fields.text(46, count: nameLength)
      let (flags, method) = (try fields.short(8), try fields.short(10))
      guard flags & 0x2041 == 0 else { throw Failure(reason: "\(name) is encrypted") }
      guard method == 0 || method == 8 else {
        throw Failure(reason: "\(name) is packed by method \(method), neither stored nor deflated")
      }
      let member = Member(
        isDeflated: method == 8, checksum: UInt32(try fields.long(16)),
        packedSize: try fields.long(20), size: try fields.long(24), header: try fields.long(42))
      guard member.packedSize != 0xFFFF_FFFF, member.size != 0xFFFF_FFFF,
        member.header != 0xFFFF_FFFF
      else { throw Failure(reason: "\(name) is a ZIP64 member") }
      guard member.isDeflated || member.packedSize == member.size else {
        throw Failure(reason: "\(name) has two sizes")
      }
      guard members.updateValue(member, forKey: name) == nil else {
        throw Failure(reason: "\(name) stands in it twice")
      }
      ranges.append(member.header..<(try contents(of: member, name: name)).upperBound)
      offset += 46 + nameLength + (try fields.short(30)) + (try fields.short(32))
      guard offset <= end else { throw Failure(reason: "its directory is cut off") }
    }
    guard offset == end else { throw Failure(reason: "its directory has other members than told") }
    ranges.sort { $0.lowerBound < $1.lowerBound }
    for (range, next) in zip(ranges, ranges.dropFirst()) where range.overlaps(next) {
      throw Failure(reason: "its members overlap")
    }
    if let last = ranges.last, last.upperBound > start {
      throw Failure(reason: "its members overlap its directory")
    }
  }

  /// Where the packed bytes of a member lie.
  private func contents(of member: Member, name: String) throws(Failure) -> Range<Int> {
    let fields = ZipFields(bytes, at: member.header)
    guard try fields.long(0) == 0x0403_4B50,
      try fields.text(30, count: try fields.short(26)) == name,
      try fields.short(8) == (member.isDeflated ? 8 : 0)
    else { throw Failure(reason: "the header of \(name) is not the one that the directory tells") }
    let start = member.header + 30 + (try fields.short(26)) + (try fields.short(28))
    guard start + member.packedSize <= bytes.count else {
      throw Failure(reason: "\(name) is cut off")
    }
    return start..<start + member.packedSize
  }

  /// The names of the members.
  var names: Set<String> { Set(members.keys) }

  /// The unpacked bytes of a member of at most `limit` bytes; nil where there is none.
  ///
  /// - Throws: `Failure`.
  func contents(of name: String, limit: Int = .max) throws(Failure) -> [UInt8]? {
    guard let member = members[name] else { return nil }
    let limit = min(limit, bounds.memberSize)
    guard member.size <= limit else {
      throw Failure(reason: "\(name) has \(member.size) bytes, more than \(limit)")
    }
    guard member.size <= 4_096 || member.size / bounds.expansion <= member.packedSize else {
      throw Failure(
        reason: "\(name) unpacks to more than \(bounds.expansion) times its size")
    }
    let range = try contents(of: member, name: name)
    let contents =
      member.isDeflated
      ? try ZipArchive.inflate(bytes[range], to: member.size, name: name) : Array(bytes[range])
    let checksum = contents.withUnsafeBufferPointer { buffer in
      crc32_z(0, buffer.baseAddress, buffer.count)
    }
    guard UInt32(truncatingIfNeeded: checksum) == member.checksum || contents.isEmpty else {
      throw Failure(reason: "\(name) does not have the checksum that the archive tells")
    }
    return contents
  }

  private static func inflate(
    _ packed: ArraySlice<UInt8>, to size: Int, name: String
  ) throws(Failure) -> [UInt8] {
    var isWhole = false
    let contents = [UInt8](unsafeUninitializedCapacity: size) { output, count in
      packed.withUnsafeBufferPointer { input in
        var stream = z_stream()
        guard czlib_inflate_raw(&stream) == Z_OK else { return }
        defer { inflateEnd(&stream) }
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(size)
        let status = CZlib.inflate(&stream, Z_FINISH)
        count = size - Int(stream.avail_out)
        isWhole = status == Z_STREAM_END && count == size && stream.avail_in == 0
      }
    }
    guard isWhole else {
      throw Failure(reason: "\(name) does not unpack to the size that the archive tells")
    }
    return contents
  }
}

/// Little-endian numbers and texts of a record; never past the end of the bytes.
private struct ZipFields {
  private let bytes: [UInt8]
  private let start: Int

  init(_ bytes: [UInt8], at start: Int) {
    (self.bytes, self.start) = (bytes, start)
  }

  private func slice(_ offset: Int, count: Int) throws(ZipArchive.Failure) -> ArraySlice<UInt8> {
    guard start >= 0, start + offset + count <= bytes.count else {
      throw ZipArchive.Failure(reason: "a record of it is cut off")
    }
    return bytes[start + offset..<start + offset + count]
  }

  /// 16 bits
  func short(_ offset: Int) throws(ZipArchive.Failure) -> Int {
    try slice(offset, count: 2).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// 32 bits
  func long(_ offset: Int) throws(ZipArchive.Failure) -> Int {
    try slice(offset, count: 4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  func text(_ offset: Int, count: Int) throws(ZipArchive.Failure) -> String {
    guard let text = String(validating: try slice(offset, count: count), as: UTF8.self) else {
      throw ZipArchive.Failure(reason: "the name of a member is not UTF-8")
    }
    return text
  }
}
