extension ObjectHeader {
  /// A dataset as h5py writes arrays of 32-bit floats: in one piece, in this file, without filters.
  struct PlainDataset {
    let dimensions: [Int]
    /// Where the values lie in the file.
    let offset: Int
  }

  /// Nil for any other object, and for whatever is not as it should be: libhdf5 then tells what.
  func plainDataset(_ limits: Limits) -> PlainDataset? {
    // libhdf5 reads the numbers of little-endian machines without conversion on such machines.
    guard linkCount == 1, 1.littleEndian == 1,
      let space = only(.dataspace), let type = only(.datatype), let layout = only(.layout),
      !messages.contains(where: { $0.type == .externalFiles || $0.type == .filters }),
      isFloat(type), let dimensions = try? dataspace(space), dimensions.count <= limits.rank
    else { return nil }
    var count = 1
    for extent in dimensions {
      guard (1...limits.extent).contains(extent) else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= limits.elementCount else { return nil }
      count = product
    }
    guard let place = try? contiguousPlace(layout), place.count == 4 * count else { return nil }
    return PlainDataset(dimensions: dimensions, offset: place.lowerBound)
  }

  /// Whether the object is a dataset made of parts of others (layout class 3 of version 4).
  var isVirtual: Bool {
    messages.contains { message in
      message.type == .layout && message.size >= 2
        && image[message.offset..<message.offset + 2] == [4, 3]
    }
  }

  /// The body of the one message of a type; nil when there are none or several, or it is shared.
  private func only(_ type: MessageType) -> Range<Int>? {
    var found: Message?
    for message in messages where message.type == type {
      guard found == nil, !message.isShared else { return nil }
      found = message
    }
    return found.map { $0.offset..<$0.offset + $0.size }
  }

  /// IEEE 754 binary32, little-endian, byte for byte as libhdf5 describes it (HDF5 File Format
  /// Specification, IV.A.2.d): class 1 of version 1, its flags, size 4; offset 0, precision 32,
  /// exponent of 8 bits at 23, mantissa of 23 bits at 0, bias 127.
  private static let floatType: [UInt8] = [
    0x11, 0x20, 0x1F, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0,
  ]

  private func isFloat(_ range: Range<Int>) -> Bool {
    range.count >= ObjectHeader.floatType.count
      && image[range.prefix(ObjectHeader.floatType.count)] == ObjectHeader.floatType
  }

  /// Where the values lie; nil for other layouts than the contiguous one, and other forms than the
  /// third (HDF5 File Format Specification, IV.A.2.i).
  private func contiguousPlace(
    _ range: Range<Int>
  ) throws(ByteReader.OutOfBounds) -> Range<Int>? {
    var reader = try ByteReader(range, of: image)
    guard try reader.integer(UInt8.self) == 3, try reader.integer(UInt8.self) == 1 else {
      return nil
    }
    let address = try reader.integer(UInt64.self)
    let size = try reader.integer(UInt64.self)
    var values = try ByteReader(image, at: address, count: size)
    return try values.range(values.count)
  }
}
