/// Where in a file something was found: the file's name, the object's path and, if one is
/// concerned, its attribute.
public struct Location: Sendable, Hashable, CustomStringConvertible {
  /// The name under which the file was opened.
  public let file: String
  /// Absolute path of the object, `/` for the root group.
  public let object: String
  /// Nil where the object itself is meant.
  public let attribute: String?

  /// The place of an object, by default the root group, or of one of its attributes.
  public init(file: String, object: String = "/", attribute: String? = nil) {
    self.file = file
    self.object = object
    self.attribute = attribute
  }

  /// The place in words.
  public var description: String {
    var text = file
    if object != "/" || attribute != nil { text += ", object \(object)" }
    if let attribute { text += ", attribute \(attribute)" }
    return text
  }
}

/// What can be wrong with an HDF5 file. Each case says what was found where; the words, with what
/// was expected and what to do, are in `description`.
public enum HDF5Error: Error, Sendable, Hashable {
  /// The file cannot be opened or read, or is no regular file.
  case unreadable(file: String, reason: String)
  /// The bytes at the start are not HDF5's signature; `found` says what they look like.
  case notHDF5(file: String, found: String)
  /// HDF5's signature stands only behind a user block of `bytes` bytes.
  case userBlock(file: String, bytes: Int)
  /// The superblock is of a form that HDF5's own writers do not make by default.
  case superblock(file: String, found: String, expected: String)
  /// The superblock promises more bytes than the file has.
  case truncated(file: String, found: Int, expected: Int)
  /// There is no such object or attribute.
  case missing(Location)
  /// A path leads through something other than a hard link.
  case link(Location, found: String)
  /// An object, a type or a number of dimensions is not the expected one.
  case wrongType(Location, found: String, expected: String)
  /// A dataset's values are not stored plainly in this file.
  case storage(Location, found: String, expected: String)
  /// A count or a size is over its limit.
  case limit(Location, quantity: String, found: Int, limit: Int)
  /// A text is not UTF-8.
  case text(Location)
  /// The file's structure contradicts itself.
  case damaged(Location, found: String)
  /// libhdf5 could not do `operation`: the file is damaged.
  case library(Location, operation: String, reason: String)
}

extension HDF5Error: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      return "\(file): found that it cannot be read (\(reason)), expected a regular file; "
        + "give the path of the file itself and check its permissions"
    case .notHDF5(let file, let found):
      return "\(file): found \(found), expected an HDF5 file, which starts with the bytes "
        + "89 48 44 46 0D 0A 1A 0A; download or export the file again"
    case .userBlock(let file, let bytes):
      return "\(file): found a user block of \(bytes) bytes before the HDF5 content, expected it "
        + "at the start; remove the block with h5unjam"
    case .superblock(let file, let found, let expected):
      return "\(file): found \(found), expected \(expected); write the file again with h5repack"
    case .truncated(let file, let found, let expected):
      return "\(file): found \(found) bytes, expected \(expected); the file is truncated: copy or "
        + "download it again"
    case .missing(let location):
      return "\(location): found nothing of this name, expected it; the file is incomplete: "
        + "save or copy it again"
    case .link(let location, let found):
      return "\(location): found \(found), expected an object stored in this file; "
        + "copy everything into one file with h5copy"
    case .wrongType(let location, let found, let expected):
      return "\(location): found \(found), expected \(expected); save the file again"
    case .storage(let location, let found, let expected):
      return "\(location): found \(found), expected \(expected); write the file again with h5repack"
    case .limit(let location, let quantity, let found, let limit):
      return "\(location): found \(quantity) of \(found), expected at most \(limit); "
        + "check where the file comes from, or make the model smaller"
    case .text(let location):
      return "\(location): found bytes that are not UTF-8, expected text; "
        + "save the file again"
    case .damaged(let location, let found):
      return "\(location): found \(found), expected a sound file; copy or export it again"
    case .library(let location, let operation, let reason):
      let detail = reason.isEmpty ? "" : " (\(reason))"
      return
        "\(location): cannot \(operation)\(detail); the file is damaged: copy or export it again"
    }
  }
}
