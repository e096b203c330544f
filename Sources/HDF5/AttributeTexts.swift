/// Takes the texts of an attribute out of the file's bytes (specs/keras-h5.md §2.2).
struct AttributeTexts {
  let image: FileImage
  /// The attribute, for errors.
  let location: Location
  let limits: Limits

  /// - Throws: `HDF5Error.limit`, `damaged` or `text`.
  func texts(_ attribute: ObjectHeader.TextAttribute) throws(HDF5Error) -> [String] {
    let count = attribute.count
    guard count <= limits.attributeCount else {
      throw .limit(
        location, quantity: "a number of elements", found: count, limit: limits.attributeCount)
    }
    switch attribute.storage {
    case .variable: return try variable(attribute.value, count: count)
    case .fixed(let size, let isSpacePadded):
      guard count > 0 else { return [] }
      try check(count: count, size: size)
      let total = count * size
      guard attribute.value.count >= total else { throw shortValue(attribute.value, count: count) }
      return try fixed(
        image[attribute.value.prefix(total)], count: count, isSpacePadded: isSpacePadded)
    }
  }

  /// - Throws: `HDF5Error.limit` for strings of a fixed size over the limits.
  func check(count: Int, size: Int) throws(HDF5Error) {
    guard size > 0, size <= limits.fixedTextSize, count * size <= limits.textSize else {
      throw .limit(
        location, quantity: "a string size", found: size, limit: limits.fixedTextSize)
    }
  }

  /// - Parameter bytes: `count` strings of one size.
  func fixed(
    _ bytes: [UInt8], count: Int, isSpacePadded: Bool
  ) throws(HDF5Error) -> [String] {
    let size = bytes.count / count
    var texts: [String] = []
    for index in 0..<count {
      var text = bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }
      while isSpacePadded, text.last == 0x20 { text.removeLast() }
      texts.append(try string(text))
    }
    return texts
  }

  /// - Parameter value: where the references of `count` texts lie.
  func variable(_ value: Range<Int>, count: Int) throws(HDF5Error) -> [String] {
    guard value.count >= 16 * count else { throw shortValue(value, count: count) }
    var heap = GlobalHeap(image)
    var texts: [String] = []
    var total = 0
    for index in 0..<count {
      let text: ArraySlice<UInt8>
      do throws(ByteReader.OutOfBounds) {
        text = try heap.text(at: value.lowerBound + 16 * index)
      } catch {
        throw .damaged(location, found: "a text that leads nowhere")
      }
      total += text.count
      guard total <= limits.textSize else {
        throw .limit(location, quantity: "a text", found: total, limit: limits.textSize)
      }
      texts.append(try string(text))
    }
    return texts
  }

  private func shortValue(_ value: Range<Int>, count: Int) -> HDF5Error {
    .damaged(location, found: "\(value.count) bytes for \(count) texts")
  }

  /// The character set that a file declares is not to be trusted: JSON in UTF-8 is labelled ASCII.
  private func string(_ bytes: some Collection<UInt8>) throws(HDF5Error) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .text(location) }
    return text
  }
}
