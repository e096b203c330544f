import Digest

/// The keys of clients: a name and the SHA-256 of each, so that the file gives no key away.
public struct APIKeys: Sendable, Equatable {
  private struct Entry: Equatable {
    let name: String
    /// 64 hexadecimal digits.
    let digest: [UInt8]
  }

  private let entries: [Entry]

  private static let maximumEntries = 10_000
  private static let digestLength = 64

  /// Reads the text of a file: one `NAME SHA256` a line, with `#` before remarks.
  ///
  /// `printf %s "$KEY" | sha256sum` prints the SHA-256 of a key.
  ///
  /// - Throws: `APIKeysError` with the number of the line.
  public init(_ text: String) throws(APIKeysError) {
    var entries: [Entry] = []
    // "\r\n" is one character, which only `isNewline` takes for the end of a line.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      if words.isEmpty { continue }
      guard words.count == 2 else { throw .line(index + 1, "it is not a name and a SHA-256") }
      let digest = Array(words[1].lowercased().utf8)
      let isHexadecimal = digest.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
      guard digest.count == Self.digestLength, isHexadecimal else {
        throw .line(index + 1, "its second word is not 64 hexadecimal digits")
      }
      guard !entries.contains(where: { $0.name == words[0] }) else {
        throw .line(index + 1, "the name \(words[0]) occurs twice")
      }
      guard entries.count < Self.maximumEntries else {
        throw .line(index + 1, "there are more than \(Self.maximumEntries) keys")
      }
      entries.append(Entry(name: String(words[0]), digest: digest))
    }
    guard !entries.isEmpty else { throw .empty }
    self.entries = entries
  }

  /// Whose key it is; nil for a key that is not known.
  ///
  /// Takes as long whatever the key: every byte of every digest is compared.
  func owner(of key: String) -> String? {
    let digest = Array(SHA256Digest.hexadecimal(of: Array(key.utf8)).utf8)
    var owner: String?
    for entry in entries {
      var difference: UInt8 = 0
      for (a, b) in zip(entry.digest, digest) { difference |= a ^ b }
      if difference == 0 { owner = entry.name }
    }
    return owner
  }
}

/// Why a file of keys cannot be used.
public enum APIKeysError: Error, Sendable, Equatable, CustomStringConvertible {
  case line(Int, String)
  case empty

  public var description: String {
    let fix = "write one NAME SHA256 a line (printf %s \"$KEY\" | sha256sum)"
    switch self {
    case .line(let number, let reason): return "line \(number): \(reason); \(fix)"
    case .empty: return "there is no key in it; \(fix)"
    }
  }
}
