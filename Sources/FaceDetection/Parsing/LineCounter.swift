import Glibc

/// Counts lines of a text, in time proportional to the text however often one asks.
struct LineCounter {
  private let bytes: UnsafeRawBufferPointer
  /// Whether each line of the text ends in one byte 10.
  private let isPlain: Bool
  private var offset = 0
  private var line = 1

  /// Counts the lines of a text that outlives the counter.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = UnsafeRawBufferPointer(bytes)
    // Zeros are in other encodings than UTF-8; carriage returns may end lines too.
    let (zero, carriageReturn): (Int32, Int32) = (0, 13)
    isPlain =
      bytes.baseAddress.map {
        memchr($0, zero, bytes.count) == nil && memchr($0, carriageReturn, bytes.count) == nil
      } ?? false
  }

  /// The number of the line of an offset, from 1, which is never less than that asked for before;
  /// nil if lines of this text are not so simple.
  mutating func line(at end: Int) -> Int? {
    guard isPlain, end >= offset, end <= bytes.count, let text = bytes.baseAddress else {
      return nil
    }
    while let found = memchr(text + offset, 10, end - offset) {
      line += 1
      offset = UnsafeRawPointer(found) - text + 1
    }
    offset = end
    return line
  }
}
