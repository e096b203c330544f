import CHDF5

/// A group: a directory of datasets and further groups.
public struct Group: Sendable {
  let object: OpenObject
  let file: OpenFile
  /// Where the group lies.
  public let location: Location
  let limits: Limits

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
    let (object, location) = try open(path)
    guard object.isGroup else {
      throw .wrongType(location, found: object.kindName, expected: "a group")
    }
    return Group(object: object, file: file, location: location, limits: limits)
  }

  /// The dataset at `path`, relative to this group. Its extents, type and storage are checked; its
  /// values are not yet read.
  ///
  /// - Throws: `HDF5Error`; `missing` when there is none.
  public func dataset(_ path: String) throws(HDF5Error) -> Dataset {
    let member = try member(at: path)
    if file.group(at: member.place.object) == nil {
      let address = try link(to: member)
      // What libhdf5 would tell of it with some forty calls.
      if let plain = (try? ObjectHeader(file.image, at: address))?.plainDataset(limits) {
        return Dataset(plain, of: file.image, at: member.place)
      }
    }
    let (object, location) = try open(path)
    guard object.isDataset else {
      throw .wrongType(location, found: object.kindName, expected: "a dataset")
    }
    return try Dataset(
      AttributeOwner(object: object, file: file, location: location, limits: limits))
  }

  /// Names of the members, in the order of their characters.
  ///
  /// - Throws: `HDF5Error`.
  public func memberNames() throws(HDF5Error) -> [String] {
    var info = H5G_info_t()
    _ = try Library.call("list the group", at: location) { H5Gget_info(object.handle.id, &info) }
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
        object.handle.id, ".", H5_INDEX_NAME, H5_ITER_INC, hsize_t(index), buffer, size,
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

  /// A name in a group, which need not exist.
  private struct Member {
    let parent: OpenObject
    let name: String
    let place: Location
  }

  private func open(_ path: String) throws(HDF5Error) -> (OpenObject, Location) {
    let member = try member(at: path)
    return (try open(member), member.place)
  }

  /// Opens each group on the way in turn, through hard links only: a path handed to libhdf5 whole
  /// would be followed wherever it leads.
  private func member(at path: String) throws(HDF5Error) -> Member {
    let components = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let target = location.appending(path)
    guard components.count <= limits.depth else {
      throw .limit(
        target, quantity: "a depth of path", found: components.count, limit: limits.depth)
    }
    var parent = object
    var place = location
    for (index, component) in components.enumerated() {
      guard !component.isEmpty, component != ".", !component.utf8.contains(0) else {
        throw .missing(target)
      }
      guard parent.isGroup else {
        throw .wrongType(place, found: parent.kindName, expected: "a group")
      }
      let member = Member(parent: parent, name: component, place: place.appending(component))
      if index == components.count - 1 { return member }
      place = member.place
      parent = try open(member)
    }
    throw .missing(target)
  }

  private func open(_ member: Member) throws(HDF5Error) -> OpenObject {
    if let known = file.group(at: member.place.object) { return known }
    let address = try link(to: member)
    // libhdf5 1.10 reads the parts of a virtual dataset when it opens it, and damaged ones for ever.
    if (try? ObjectHeader(file.image, at: address))?.isVirtual ?? false {
      throw .storage(
        member.place, found: "a virtual dataset", expected: "values stored in this file")
    }
    let object = try OpenObject(in: file, at: member.place) {
      H5Oopen(member.parent.handle.id, member.name, hid_t(H5P_DEFAULT))
    }
    // A second hard link is the only way to a cycle.
    guard object.linkCount == 1 else {
      throw .link(member.place, found: "an object with \(object.linkCount) hard links")
    }
    if object.isGroup { file.keep(object, at: member.place.object) }
    return object
  }

  /// Where in the file the header of a member lies.
  ///
  /// - Throws: `missing`; `link` for anything but a hard link.
  private func link(to member: Member) throws(HDF5Error) -> UInt64 {
    let (parent, name, place) = (member.parent.handle, member.name, member.place)
    let exists = try Library.call("look up the object", at: place) {
      H5Lexists(parent.id, name, hid_t(H5P_DEFAULT))
    }
    guard exists > 0 else { throw .missing(place) }
    var link = H5L_info_t()
    _ = try Library.call("look up the object", at: place) {
      H5Lget_info(parent.id, name, &link, hid_t(H5P_DEFAULT))
    }
    switch link.type {
    case H5L_TYPE_HARD: return UInt64(link.u.address)
    case H5L_TYPE_SOFT: throw .link(place, found: "a soft link")
    case H5L_TYPE_EXTERNAL: throw .link(place, found: "a link to another file")
    default: throw .link(place, found: "a user-defined link")
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
