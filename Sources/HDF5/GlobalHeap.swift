/// The places where variable-length texts lie (HDF5 File Format Specification, III.E), read from
/// the bytes and checked at every step.
struct GlobalHeap {
  private let image: FileImage
  /// The objects of each collection that was looked at, by address.
  private var collections: [UInt64: [UInt16: Range<Int>]] = [:]

  init(_ image: FileImage) {
    self.image = image
  }

  /// The text that a reference of an attribute's raw value stands for: length (4 bytes), address
  /// of the collection (8), number of the object (4).
  ///
  /// - Throws: `ByteReader.OutOfBounds` when it leads nowhere.
  mutating func text(
    at offset: Int
  ) throws(ByteReader.OutOfBounds) -> ArraySlice<UInt8> {
    var reference = try ByteReader(image, at: UInt64(offset), count: 16)
    let length = Int(try reference.integer(UInt32.self))
    let address = try reference.integer(UInt64.self)
    let index = try reference.integer(UInt32.self)
    if length == 0 { return [] }
    let objects = try collection(at: address)
    guard let index = UInt16(exactly: index), let range = objects[index], range.count >= length
    else { throw ByteReader.OutOfBounds() }
    return image[range.lowerBound..<range.lowerBound + length].prefix { $0 != 0 }
  }

  private mutating func collection(
    at address: UInt64
  ) throws(ByteReader.OutOfBounds) -> [UInt16: Range<Int>] {
    if let known = collections[address] { return known }
    var header = try ByteReader(image, at: address, count: 16)
    guard try header.array(4).elementsEqual("GCOL".utf8) else { throw ByteReader.OutOfBounds() }
    try header.skip(4)
    let size = try header.integer(UInt64.self)
    var reader = try ByteReader(image, at: address, count: size)
    try reader.skip(16)
    var objects: [UInt16: Range<Int>] = [:]
    while reader.count >= 16 {
      let index = try reader.integer(UInt16.self)
      try reader.skip(6)
      // Object 0 is the free space at the end.
      if index == 0 { break }
      let size = try reader.integer(UInt64.self)
      guard size <= UInt64(reader.count) else { throw ByteReader.OutOfBounds() }
      let start = reader.offset
      try reader.skip(min((Int(size) + 7) & ~7, reader.count))
      objects[index] = start..<start + Int(size)
    }
    collections[address] = objects
    return objects
  }
}
