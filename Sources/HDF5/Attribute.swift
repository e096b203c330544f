import CHDF5

/// What attributes are attached to: an open group or dataset.
struct AttributeOwner: Sendable {
  let object: OpenObject
  let file: OpenFile
  let location: Location
  let limits: Limits

  func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
    guard !name.utf8.contains(0) else { return false }
    return try Library.call("look up the attribute", at: location.attribute(name)) {
      H5Aexists(object.handle.id, name)
    } > 0
  }

  func attribute(_ name: String) throws(HDF5Error) -> Attribute? {
    guard try hasAttribute(name) else { return nil }
    return try Attribute(name: name, of: self)
  }

  func text(_ name: String) throws(HDF5Error) -> String? {
    guard let texts = try texts(name) else { return nil }
    guard let text = texts.first, texts.count == 1 else {
      throw .wrongType(
        location.attribute(name), found: "\(texts.count) texts", expected: "one text")
    }
    return text
  }

  /// The texts of an attribute: from the bytes where they are in a usual form, else by libhdf5.
  func texts(_ name: String) throws(HDF5Error) -> [String]? {
    let header = try? ObjectHeader(file.image, at: object.address)
    switch try? header?.texts(ofAttribute: name) {
    case .some(.none): return nil
    case .texts(let found):
      return try AttributeTexts(
        image: file.image, location: location.attribute(name), limits: limits
      ).texts(found)
    case .other, nil: return try attribute(name)?.texts()
    }
  }
}

extension Group {
  private var owner: AttributeOwner {
    AttributeOwner(object: object, file: file, location: location, limits: limits)
  }

  /// Whether the group has an attribute of this name, of any type.
  ///
  /// - Throws: `HDF5Error.library`.
  public func hasAttribute(_ name: String) throws(HDF5Error) -> Bool {
    try owner.hasAttribute(name)
  }

  /// The attribute of this name, or nil.
  ///
  /// - Throws: `HDF5Error`.
  public func attribute(_ name: String) throws(HDF5Error) -> Attribute? {
    try owner.attribute(name)
  }

  /// The one text of an attribute, or nil when there is no such attribute.
  ///
  /// - Throws: `HDF5Error`; `wrongType` when it holds no text or several.
  public func text(_ name: String) throws(HDF5Error) -> String? {
    try owner.text(name)
  }

  /// The texts of an attribute, or nil when there is no such attribute. A list too long for one
  /// attribute is stored in parts called `name0`, `name1`, … (specs/keras-h5.md §2.3).
  ///
  /// - Throws: `HDF5Error`.
  public func texts(_ name: String) throws(HDF5Error) -> [String]? {
    if let whole = try owner.texts(name) { return whole }
    var texts: [String]?
    var part = 0
    while let found = try owner.texts("\(name)\(part)") {
      texts = (texts ?? []) + found
      part += 1
      guard texts?.count ?? 0 <= limits.attributeCount else {
        throw .limit(
          location.attribute(name), quantity: "a number of texts", found: texts?.count ?? 0,
          limit: limits.attributeCount)
      }
    }
    return texts
  }
}

/// A small value attached to a group or dataset.
public struct Attribute: Sendable {
  /// Where the attribute lies.
  public let location: Location
  /// Number of elements; 1 for a scalar.
  public let count: Int
  private let name: String
  private let handle: Handle
  private let limits: Limits
  /// The file's bytes, and where in them the header of the attribute's object lies.
  private let image: FileImage
  private let address: UInt64

  init(name: String, of owner: AttributeOwner) throws(HDF5Error) {
    let location = owner.location.attribute(name)
    let handle = try Handle(.attribute, "open the attribute", at: location, in: owner.file.handle) {
      H5Aopen(owner.object.handle.id, name, hid_t(H5P_DEFAULT))
    }
    let space = try Handle(.space, "read the attribute", at: location) {
      H5Aget_space(handle.id)
    }
    let elements = try Library.call("read the attribute", at: location) {
      H5Sget_simple_extent_type(space.id) == H5S_NULL
        ? 0 : H5Sget_simple_extent_npoints(space.id)
    }
    guard elements <= owner.limits.attributeCount else {
      throw .limit(
        location, quantity: "a number of elements", found: Int(clamping: elements),
        limit: owner.limits.attributeCount)
    }
    self.name = name
    self.handle = handle
    self.location = location
    image = owner.file.image
    address = owner.object.address
    limits = owner.limits
    count = Int(elements)
  }

  /// The texts: fixed-length or variable-length strings, a scalar as a list of one. No elements of
  /// whatever type are the empty list, which h5py stores as numbers (specs/keras-h5.md §2.2).
  ///
  /// - Throws: `HDF5Error`; `wrongType` when the attribute holds something else.
  public func texts() throws(HDF5Error) -> [String] {
    if count == 0 { return [] }
    let type = try Handle(.type, "read the attribute", at: location) {
      H5Aget_type(handle.id)
    }
    let kind = Library.withLock { H5Tget_class(type.id) }
    guard kind == H5T_STRING else {
      throw .wrongType(location, found: typeName(kind), expected: "text")
    }
    let isVariable = try Library.call("read the attribute", at: location) {
      H5Tis_variable_str(type.id)
    }
    return isVariable > 0 ? try variableTexts() : try fixedTexts(type)
  }

  private func fixedTexts(_ type: Handle) throws(HDF5Error) -> [String] {
    let size = Library.withLock { H5Tget_size(type.id) }
    let texts = AttributeTexts(image: image, location: location, limits: limits)
    try texts.check(count: count, size: size)
    let isSpacePadded = Library.withLock { H5Tget_strpad(type.id) } == H5T_STR_SPACEPAD
    var bytes = [UInt8](repeating: 0, count: count * size)
    _ = try bytes.withUnsafeMutableBufferPointer { buffer throws(HDF5Error) in
      try Library.call("read the attribute", at: location) {
        H5Aread(handle.id, type.id, buffer.baseAddress)
      }
    }
    return try texts.fixed(bytes, count: count, isSpacePadded: isSpacePadded)
  }

  /// Read from the bytes: libhdf5 follows damaged references into the void.
  private func variableTexts() throws(HDF5Error) -> [String] {
    let value: Range<Int>?
    do throws(ObjectHeader.Damage) {
      value = try ObjectHeader(image, at: address).value(ofAttribute: name)
    } catch {
      throw .damaged(location, found: error.reason)
    }
    guard let value else {
      throw .storage(
        location, found: "an attribute apart from its object", expected: "one in its header")
    }
    return try AttributeTexts(image: image, location: location, limits: limits)
      .variable(value, count: count)
  }
}

/// The name of a type class, for errors.
func typeName(_ kind: H5T_class_t) -> String {
  switch kind {
  case H5T_INTEGER: "integers"
  case H5T_FLOAT: "floating-point numbers"
  case H5T_TIME: "times"
  case H5T_STRING: "text"
  case H5T_BITFIELD: "a bit field"
  case H5T_OPAQUE: "opaque bytes"
  case H5T_COMPOUND: "compound values"
  case H5T_REFERENCE: "references"
  case H5T_ENUM: "an enumeration"
  case H5T_VLEN: "variable-length sequences"
  case H5T_ARRAY: "arrays"
  default: "an unknown type"
  }
}
