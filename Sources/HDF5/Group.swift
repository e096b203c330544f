import CHDF5

/// A group: a directory of datasets and further groups.
public struct Group: Sendable {
  let handle: Handle
  let file: Handle
  /// Where the group lies.
  public let location: Location
  let limits: Limits
  /// The file's bytes.
  let image: [UInt8]

  /// Whether a member of this name, which may be a path, exists.
  ///
  /// - Throws: `HDF5Error.link` when the path leads through a soft, external or other link.
  public func contains(_ path: String) throws(HDF5Error) -> Bool {
    do {
      _ = try open(path)
      return true
    } catch .missing {
      return false
    }
  }

  /// The group at `path`, relative to this one.
  ///
  /// - Throws: `HDF5Error`; `missing` when there is none.
  public func group(_ path: String) throws(HDF5Error) -> Group {
    let (handle, location) = try open(path)
    let kind = Library.withLock { H5Iget_type(handle.id) }
    guard kind == H5I_GROUP else {
      throw .wrongType(location, found: name(of: kind), expected: "a group")
    }
    return Group(
      handle: handle, file: file, location: location, limits: limits, image: image)
  }

  /// The dataset at `path`, relative to this group. Its extents, type and storage are checked; its
  /// values are not yet read.
  ///
  /// - Throws: `HDF5Error`; `missing` when there is none.
  public func dataset(_ path: String) throws(HDF5Error) -> Dataset {
    let (handle, location) = try open(path)
    let kind = Library.withLock { H5Iget_type(handle.id) }
    guard kind == H5I_DATASET else {
      throw .wrongType(location, found: name(of: kind), expected: "a dataset")
    }
    return try Dataset(
      AttributeOwner(
        handle: handle, file: file, location: location, limits: limits, image: image))
  }

  /// Names of the members, in the order of their characters.
  ///
  /// - Throws: `HDF5Error`.
  public func memberNames() throws(HDF5Error) -> [String] {
    var info = H5G_info_t()
    _ = try Library.call("list the group", at: location) { H5Gget_info(handle.id, &info) }
    let count = Int(clamping: info.nlinks)
    guard count <= limits.memberCount else {
      throw .limit(
        location, quantity: "a number of members", found: count, limit: limits.memberCount)
    }
    var names: [String] = []
    for index in 0..<count {
      names.append(try memberName(at: index))
    }
    return names
  }

  private func memberName(at index: Int) throws(HDF5Error) -> String {
    let call = { (buffer: UnsafeMutablePointer<CChar>?, size: Int) in
      H5Lget_name_by_idx(
        handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(index), buffer, size,
        hid_t(H5P_DEFAULT))
    }
    let length = try Library.call("list the group", at: location) { call(nil, 0) }
    guard length <= limits.fixedTextSize else {
      throw .limit(location, quantity: "a name", found: length, limit: limits.fixedTextSize)
    }
    var bytes = [CChar](repeating: 0, count: length + 1)
    _ = try bytes.withUnsafeMutableBufferPointer { buffer throws(HDF5Error) in
      try Library.call("list the group", at: location) { call(buffer.baseAddress, buffer.count) }
    }
    let name = bytes.prefix(while: { $0 != 0 }).map { UInt8(bitPattern: $0) }
    guard let text = String(validating: name, as: UTF8.self) else { throw .text(location) }
    return text
  }

  /// Opens each component in turn, through hard links only: a path handed to libhdf5 whole would
  /// be followed wherever it leads.
  private func open(_ path: String) throws(HDF5Error) -> (Handle, Location) {
    let components = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let target = location.appending(path)
    guard components.count <= limits.depth else {
      throw .limit(
        target, quantity: "a depth of path", found: components.count, limit: limits.depth)
    }
    var current = handle
    var place = location
    for component in components {
      guard !component.isEmpty, component != ".", !component.utf8.contains(0) else {
        throw .missing(target)
      }
      if current !== handle {
        let kind = Library.withLock { H5Iget_type(current.id) }
        guard kind == H5I_GROUP else {
          throw .wrongType(place, found: name(of: kind), expected: "a group")
        }
      }
      place = place.appending(component)
      current = try member(component, of: current, at: place)
    }
    return (current, place)
  }

  private func member(
    _ name: String, of parent: Handle, at place: Location
  ) throws(HDF5Error) -> Handle {
    let exists = try Library.call("look up the object", at: place) {
      H5Lexists(parent.id, name, hid_t(H5P_DEFAULT))
    }
    guard exists > 0 else { throw .missing(place) }
    var link = H5L_info_t()
    _ = try Library.call("look up the object", at: place) {
      H5Lget_info(parent.id, name, &link, hid_t(H5P_DEFAULT))
    }
    switch link.type {
    case H5L_TYPE_HARD: break
    case H5L_TYPE_SOFT: throw .link(place, found: "a soft link")
    case H5L_TYPE_EXTERNAL: throw .link(place, found: "a link to another file")
    default: throw .link(place, found: "a user-defined link")
    }
    let object = try Handle(.object, "open the object", at: place, in: file) {
      H5Oopen(parent.id, name, hid_t(H5P_DEFAULT))
    }
    var info = H5O_info_t()
    _ = try Library.call("open the object", at: place) {
      H5Oget_info2(object.id, &info, UInt32(H5O_INFO_BASIC))
    }
    // A second hard link is the only way to a cycle.
    guard info.rc == 1 else {
      throw .link(place, found: "an object with \(info.rc) hard links")
    }
    return object
  }

  private func name(of kind: H5I_type_t) -> String {
    switch kind {
    case H5I_GROUP: "a group"
    case H5I_DATASET: "a dataset"
    case H5I_DATATYPE: "a committed type"
    default: "an unknown object"
    }
  }
}

extension Location {
  func appending(_ path: String) -> Location {
    Location(file: file, object: object == "/" ? "/" + path : object + "/" + path)
  }

  func attribute(_ name: String) -> Location {
    Location(file: file, object: object, attribute: name)
  }
}
