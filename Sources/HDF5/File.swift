import CHDF5
import Files
import Synchronization

/// An HDF5 file opened for reading, in the strict profile of specs/keras-h5.md §3: no plugins, no
/// links out of the file, no external or virtual storage, bounded sizes.
///
/// The bytes are read once and libhdf5 sees only that copy, so that the file cannot change between
/// the checks and the reading. Safe to use from several threads.
public struct File: Sendable {
  /// The name that errors carry.
  public let name: String
  /// Bytes of the file.
  public let size: Int
  /// The group `/`.
  public let root: Group

  /// Reads the file at `path`, which must be a regular file and no symbolic link.
  ///
  /// - Throws: `HDF5Error`.
  public init(contentsOf path: String, limits: Limits = .standard) throws(HDF5Error) {
    let bytes = try File.bytes(ofFile: path, limit: limits.fileSize)
    try self.init(bytes: bytes, name: path, limits: limits)
  }

  /// Opens a file that is already in memory; `name` stands for it in errors.
  ///
  /// - Throws: `HDF5Error`.
  public init(
    bytes: [UInt8], name: String, limits: Limits = .standard
  ) throws(HDF5Error) {
    try self.init(image: FileImage(bytes), name: name, limits: limits)
  }

  /// Opens a file that is already in memory, without a copy; `name` stands for it in errors.
  ///
  /// - Throws: `HDF5Error`.
  public init(
    image: FileImage, name: String, limits: Limits = .standard
  ) throws(HDF5Error) {
    guard image.count <= limits.fileSize else {
      throw .limit(
        Location(file: name), quantity: "a size", found: image.count, limit: limits.fileSize)
    }
    try Superblock.check(image, file: name)
    let location = Location(file: name)
    let access = try Handle(.properties, "prepare access", at: location) {
      chdf5_file_access()
    }
    _ = try Library.call("prepare access", at: location) {
      H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG)
    }
    _ = try Library.call("prepare access", at: location) {
      H5Pset_fapl_core(access.id, 1 << 16, false)
    }
    _ = try Library.call("prepare access", at: location) {
      chdf5_share_image(access.id, image.bytes.baseAddress, image.count)
    }
    // libhdf5 takes two images of one name for the same file.
    let label = "image-\(File.opened.wrappingAdd(1, ordering: .relaxed).newValue)"
    let handle = try Handle(.file, "open the file", at: location, of: image) {
      H5Fopen(label, chdf5_read_only(), access.id)
    }
    let file = OpenFile(handle, image: image)
    let group = try OpenObject(in: file, at: location) {
      H5Oopen(handle.id, "/", hid_t(H5P_DEFAULT))
    }
    self.name = name
    size = image.count
    root = Group(object: group, file: file, location: location, limits: limits)
  }

  private static let opened = Atomic<Int>(0)

  /// The bytes of a regular file of at most `limit` bytes.
  ///
  /// - Throws: `HDF5Error.unreadable` or `HDF5Error.limit`.
  public static func bytes(ofFile path: String, limit: Int) throws(HDF5Error) -> [UInt8] {
    do throws(FileError) {
      return try RegularFile.bytes(at: path, limit: limit)
    } catch {
      switch error {
      case .unreadable(let file, let reason): throw .unreadable(file: file, reason: reason)
      case .tooLarge(let file, let found, let limit):
        throw .limit(Location(file: file), quantity: "a size", found: found, limit: limit)
      }
    }
  }
}
