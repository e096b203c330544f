/// Why a packed model cannot be read.
public enum PackError: Error, Sendable, Hashable {
  /// The file cannot be opened or mapped.
  case unreadable(file: String, reason: String)
  /// The first bytes are not a packed model's.
  case notPacked(file: String)
  /// A packed model of a later form.
  case version(file: String, found: Int, expected: Int)
  /// The file is shorter or longer than it says.
  case size(file: String, found: Int, expected: Int)
  /// The bytes are not those that were written.
  case checksum(file: String, part: String)
  /// The index contradicts itself or leads outside of the file.
  case index(file: String, entry: String, found: String, expected: String)
}

extension PackError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    let fix = "make it again with h5inspect --pack"
    switch self {
    case .unreadable(let file, let reason):
      return "\(file): found that it cannot be read (\(reason)), expected a regular file; "
        + "check its path and permissions"
    case .notPacked(let file):
      return "\(file): found other first bytes, expected a packed model; \(fix)"
    case .version(let file, let found, let expected):
      return "\(file): found form \(found) of packed models, expected \(expected); \(fix)"
    case .size(let file, let found, let expected):
      return "\(file): found \(found) bytes, expected \(expected); \(fix)"
    case .checksum(let file, let part):
      return "\(file): found that \(part) differ from what was written, expected no change; \(fix)"
    case .index(let file, let entry, let found, let expected):
      return "\(file), \(entry): found \(found), expected \(expected); \(fix)"
    }
  }
}
