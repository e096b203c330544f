import CHDF5
import Synchronization

/// A file that is open, with the groups that were opened in it: weights lie some groups deep, and
/// each of their paths would be looked up anew.
final class OpenFile: Sendable {
  let handle: Handle
  /// The file's bytes.
  let image: FileImage
  private let groups = Mutex<[String: OpenObject]>([:])

  /// Far more than lie on the paths of one layer; a hostile file may have any number.
  private static let maximumGroups = 1_024

  init(_ handle: Handle, image: FileImage) {
    self.handle = handle
    self.image = image
  }

  /// A group that was opened before, by its absolute path.
  func group(at path: String) -> OpenObject? {
    groups.withLock { $0[path] }
  }

  func keep(_ group: OpenObject, at path: String) {
    groups.withLock { groups in
      if groups.count >= OpenFile.maximumGroups { groups.removeAll() }
      groups[path] = group
    }
  }
}

/// A group, dataset or committed type that is open, with what its header says of it.
struct OpenObject: Sendable {
  let handle: Handle
  /// Where its header lies in the file.
  let address: UInt64
  /// How many hard links lead to it.
  let linkCount: Int
  private let kind: UInt32

  /// - Throws: `HDF5Error.library` when `open` returns no identifier.
  init(in file: OpenFile, at location: Location, open: () -> hid_t) throws(HDF5Error) {
    let handle = try Handle(.object, "open the object", at: location, in: file.handle, open: open)
    var info = H5O_info_t()
    _ = try Library.call("open the object", at: location) {
      H5Oget_info2(handle.id, &info, UInt32(H5O_INFO_BASIC))
    }
    self.handle = handle
    address = UInt64(info.addr)
    linkCount = Int(info.rc)
    kind = UInt32(bitPattern: info.type.rawValue)
  }

  var isGroup: Bool { kind == UInt32(bitPattern: H5O_TYPE_GROUP.rawValue) }
  var isDataset: Bool { kind == UInt32(bitPattern: H5O_TYPE_DATASET.rawValue) }

  /// What it is, for errors.
  var kindName: String {
    if isGroup { return "a group" }
    if isDataset { return "a dataset" }
    return kind == UInt32(bitPattern: H5O_TYPE_NAMED_DATATYPE.rawValue)
      ? "a committed type" : "an unknown object"
  }
}
