/// The messages of an object, read from the bytes (HDF5 File Format Specification, IV.A).
///
/// Only what is needed to find the raw value of an attribute: libhdf5 1.10 follows the references
/// of variable-length texts without checking them, and crashes on damaged ones.
struct ObjectHeader {
  /// What was found against the header.
  struct Damage: Error {
    let reason: String
  }

  private struct Message {
    let type: UInt16
    let isShared: Bool
    let offset: Int
    let size: Int
  }

  private let image: FileImage
  private var messages: [Message] = []

  private static let attribute: UInt16 = 0x000C
  private static let continuation: UInt16 = 0x0010
  private static let maximumBlocks = 4096
  private static let maximumMessages = 1 << 17

  /// - Parameter address: where the header lies in the file.
  init(_ image: FileImage, at address: UInt64) throws(Damage) {
    self.image = image
    do throws(ByteReader.OutOfBounds) {
      var start = try ByteReader(image, at: address, count: 16)
      if try start.integer(UInt8.self) == 1 {
        try readFirst(at: address)
      } else {
        try readSecond(at: address)
      }
    } catch {
      throw Damage(reason: "an object header that leads out of the file")
    }
  }

  /// Where the raw value of an attribute lies; nil when the header does not hold it.
  func value(ofAttribute name: String) throws(Damage) -> Range<Int>? {
    do throws(ByteReader.OutOfBounds) {
      for message in messages where message.type == ObjectHeader.attribute {
        guard !message.isShared else { continue }
        if let value = try value(of: message, named: name) { return value }
      }
      return nil
    } catch {
      throw Damage(reason: "an attribute that leads out of its header")
    }
  }

  private func value(
    of message: Message, named wanted: String
  ) throws(ByteReader.OutOfBounds) -> Range<Int>? {
    var reader = try ByteReader(
      image, at: UInt64(message.offset), count: UInt64(message.size))
    let version = try reader.integer(UInt8.self)
    guard (1...3).contains(version) else { return nil }
    let flags = try reader.integer(UInt8.self)
    let sizes = [
      try reader.integer(UInt16.self), try reader.integer(UInt16.self),
      try reader.integer(UInt16.self),
    ].map { Int($0) }
    if version == 3 { try reader.skip(1) }
    // The first version fills each part up to a multiple of 8 bytes, and has no flags.
    let parts = version == 1 ? sizes.map { ($0 + 7) & ~7 } : sizes
    guard version == 1 || flags & 3 == 0 else { return nil }
    let name = try reader.array(parts[0]).prefix(sizes[0]).prefix { $0 != 0 }
    guard name.elementsEqual(wanted.utf8) else { return nil }
    try reader.skip(parts[1])
    try reader.skip(parts[2])
    return try reader.range(reader.count)
  }

  private mutating func readFirst(at address: UInt64) throws(ByteReader.OutOfBounds) {
    var prefix = try ByteReader(image, at: address, count: 16)
    try prefix.skip(8)
    var blocks = [(address + 16, UInt64(try prefix.integer(UInt32.self)))]
    var next = 0
    while next < blocks.count, blocks.count <= ObjectHeader.maximumBlocks {
      var reader = try ByteReader(image, at: blocks[next].0, count: blocks[next].1)
      next += 1
      while reader.count >= 8, messages.count < ObjectHeader.maximumMessages {
        let type = try reader.integer(UInt16.self)
        let size = Int(try reader.integer(UInt16.self))
        let flags = try reader.integer(UInt8.self)
        try reader.skip(3)
        try append(type, flags: flags, size: size, from: &reader, blocks: &blocks)
      }
    }
  }

  private mutating func readSecond(at address: UInt64) throws(ByteReader.OutOfBounds) {
    var prefix = try ByteReader(image, at: address, count: UInt64(image.count) - address)
    guard try prefix.array(4).elementsEqual("OHDR".utf8) else {
      throw ByteReader.OutOfBounds()
    }
    try prefix.skip(1)
    let flags = try prefix.integer(UInt8.self)
    if flags & 0x20 != 0 { try prefix.skip(16) }
    if flags & 0x10 != 0 { try prefix.skip(4) }
    let size: UInt64
    switch flags & 3 {
    case 0: size = UInt64(try prefix.integer(UInt8.self))
    case 1: size = UInt64(try prefix.integer(UInt16.self))
    case 2: size = UInt64(try prefix.integer(UInt32.self))
    default: size = try prefix.integer(UInt64.self)
    }
    var blocks = [(UInt64(prefix.offset), size)]
    var next = 0
    while next < blocks.count, blocks.count <= ObjectHeader.maximumBlocks {
      var reader = try ByteReader(image, at: blocks[next].0, count: blocks[next].1)
      if next > 0 {
        guard try reader.array(4).elementsEqual("OCHK".utf8), reader.count >= 4 else {
          throw ByteReader.OutOfBounds()
        }
        // The checksum at the end.
        reader = try ByteReader(image, at: UInt64(reader.offset), count: UInt64(reader.count - 4))
      }
      next += 1
      let prefixSize = flags & 0x04 != 0 ? 6 : 4
      while reader.count >= prefixSize, messages.count < ObjectHeader.maximumMessages {
        let type = UInt16(try reader.integer(UInt8.self))
        let size = Int(try reader.integer(UInt16.self))
        let messageFlags = try reader.integer(UInt8.self)
        try reader.skip(prefixSize - 4)
        try append(type, flags: messageFlags, size: size, from: &reader, blocks: &blocks)
      }
    }
  }

  private mutating func append(
    _ type: UInt16, flags: UInt8, size: Int, from reader: inout ByteReader,
    blocks: inout [(UInt64, UInt64)]
  ) throws(ByteReader.OutOfBounds) {
    messages.append(
      Message(type: type, isShared: flags & 2 != 0, offset: reader.offset, size: size))
    if type == ObjectHeader.continuation {
      var body = reader
      blocks.append((try body.integer(UInt64.self), try body.integer(UInt64.self)))
    }
    try reader.skip(size)
  }
}
