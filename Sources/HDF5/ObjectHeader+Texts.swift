extension ObjectHeader {
  /// An attribute of texts.
  struct TextAttribute {
    /// How the texts are stored.
    enum Storage {
      case variable
      case fixed(size: Int, isSpacePadded: Bool)
    }

    let storage: Storage
    /// Number of texts; 1 for a scalar.
    let count: Int
    /// Where the raw value lies in the file.
    let value: Range<Int>
  }

  /// What the header has under the name of an attribute.
  enum AttributeSearch {
    case texts(TextAttribute)
    /// There is no such attribute.
    case none
    /// Something else, or in a place or form that is left to libhdf5.
    case other
  }

  /// The attribute of this name (HDF5 File Format Specification, IV.A.2.m).
  ///
  /// - Throws: `Damage`.
  func texts(ofAttribute name: String) throws(Damage) -> AttributeSearch {
    do throws(ByteReader.OutOfBounds) {
      var isComplete = linkCount != nil
      for message in messages {
        switch message.type {
        case .attribute where message.isShared, .attributeInfo: isComplete = false
        case .attribute:
          guard let found = try search(message, named: name) else { continue }
          return found
        default: break
        }
      }
      return isComplete ? .none : .other
    } catch {
      throw Damage(reason: "an attribute that leads out of its header")
    }
  }

  /// Where the raw value of an attribute of variable-length texts lies; nil when the header does
  /// not hold it.
  ///
  /// - Throws: `Damage`.
  func value(ofAttribute name: String) throws(Damage) -> Range<Int>? {
    do throws(ByteReader.OutOfBounds) {
      for message in messages where message.type == .attribute && !message.isShared {
        if let parts = try parts(of: message, named: name) { return parts.value }
      }
      return nil
    } catch {
      throw Damage(reason: "an attribute that leads out of its header")
    }
  }

  private struct Parts {
    let datatype: Range<Int>
    let dataspace: Range<Int>
    let value: Range<Int>
  }

  /// Nil when the message is of another attribute, or of a form that is not known.
  private func parts(
    of message: Message, named wanted: String
  ) throws(ByteReader.OutOfBounds) -> Parts? {
    var reader = try ByteReader(image, at: UInt64(message.offset), count: UInt64(message.size))
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
    return Parts(
      datatype: try reader.range(parts[1]), dataspace: try reader.range(parts[2]),
      value: try reader.range(reader.count))
  }

  private func search(
    _ message: Message, named name: String
  ) throws(ByteReader.OutOfBounds) -> AttributeSearch? {
    guard let parts = try parts(of: message, named: name) else { return nil }
    var type = try ByteReader(parts.datatype, of: image)
    let form = try type.integer(UInt32.self)
    let size = Int(try type.integer(UInt32.self))
    let storage: TextAttribute.Storage
    switch (form & 0xF, (form >> 4) & 0xF, (form >> 8) & 0xF) {
    // Class 9 is of variable length, of which kind 1 is text; class 3 is text of fixed length.
    case (9, 1...3, 1) where size == 16: storage = .variable
    case (3, 1...3, 0...2):
      storage = .fixed(size: size, isSpacePadded: (form >> 8) & 0xF == 2)
    default: return .other
    }
    guard let extents = try dataspace(parts.dataspace) else { return .other }
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { return .other }
      count = product
    }
    return .texts(TextAttribute(storage: storage, count: count, value: parts.value))
  }

  /// The extents of a dataspace, none for a scalar (HDF5 File Format Specification, IV.A.2.b); nil
  /// for the null space and forms that are not known.
  func dataspace(_ range: Range<Int>) throws(ByteReader.OutOfBounds) -> [Int]? {
    var reader = try ByteReader(range, of: image)
    let version = try reader.integer(UInt8.self)
    let rank = Int(try reader.integer(UInt8.self))
    try reader.skip(1)
    let kind = try reader.integer(UInt8.self)
    switch version {
    case 1: try reader.skip(4)
    case 2 where kind == (rank == 0 ? 0 : 1): break
    default: return nil
    }
    var extents: [Int] = []
    for _ in 0..<rank {
      guard let extent = Int(exactly: try reader.integer(UInt64.self)) else { return nil }
      extents.append(extent)
    }
    return extents
  }
}
