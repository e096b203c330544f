/// The messages of an object, read from the bytes (HDF5 File Format Specification, IV.A).
///
/// Attributes and datasets in the forms that Keras' writers use are read from here: libhdf5 1.10
/// follows the references of variable-length texts without checking them, and crashes on damaged
/// ones; and it takes some forty calls to tell of a dataset what three messages tell.
struct ObjectHeader {
  /// What was found against the header.
  struct Damage: Error {
    let reason: String
  }

  struct Message {
    let type: MessageType
    let isShared: Bool
    let offset: Int
    let size: Int
  }

  /// The numbers of the messages that are looked at.
  struct MessageType: RawRepresentable, Equatable {
    let rawValue: UInt16

    static let dataspace = MessageType(rawValue: 0x0001)
    static let datatype = MessageType(rawValue: 0x0003)
    static let externalFiles = MessageType(rawValue: 0x0007)
    static let layout = MessageType(rawValue: 0x0008)
    static let filters = MessageType(rawValue: 0x000B)
    static let attribute = MessageType(rawValue: 0x000C)
    static let continuation = MessageType(rawValue: 0x0010)
    static let attributeInfo = MessageType(rawValue: 0x0015)
  }

  let image: FileImage
  private(set) var messages: [Message] = []
  /// How many hard links lead to the object; nil where the header does not tell it at its start.
  private(set) var linkCount: Int?

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

  private mutating func readFirst(at address: UInt64) throws(ByteReader.OutOfBounds) {
    var prefix = try ByteReader(image, at: address, count: 16)
    try prefix.skip(4)
    linkCount = Int(try prefix.integer(UInt32.self))
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
      Message(
        type: MessageType(rawValue: type), isShared: flags & 2 != 0, offset: reader.offset,
        size: size))
    if messages.last?.type == .continuation {
      var body = reader
      blocks.append((try body.integer(UInt64.self), try body.integer(UInt64.self)))
    }
    try reader.skip(size)
  }
}
