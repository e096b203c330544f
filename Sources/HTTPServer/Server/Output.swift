/// Bytes on their way to a client, in their order. Small pieces are joined, so that they leave in
/// one packet; large ones are not copied. A pure value.
struct Output {
  private static let joinedBytes = 16 << 10

  private var pieces: [[UInt8]] = []
  private var first = 0
  /// Bytes of the first piece that have been sent.
  private var sentBytes = 0

  var isEmpty: Bool { first == pieces.count }

  mutating func append(_ bytes: [UInt8]) {
    if bytes.isEmpty { return }
    let last = pieces.count - 1
    if last >= first, pieces[last].count + bytes.count <= Self.joinedBytes {
      pieces[last] += bytes
    } else {
      pieces.append(bytes)
    }
  }

  /// What is to be sent next; nil if nothing is.
  var next: ArraySlice<UInt8>? { isEmpty ? nil : pieces[first][sentBytes...] }

  /// Accounts for bytes of `next` that have been sent, and forgets pieces that are through.
  mutating func sent(_ count: Int) {
    sentBytes += count
    guard sentBytes == pieces[first].count else { return }
    sentBytes = 0
    pieces[first] = []
    first += 1
    if first == pieces.count {
      pieces = []
      first = 0
    }
  }
}
