import CSeccomp
import Glibc

/// The pipe to which the last words of a locked-down process go.
package enum ErrorPipe {
  private static let longest = 400

  /// Makes both ends; neither is inherited by programs.
  ///
  /// - Throws: `IsolationError.start`.
  package static func make() throws(IsolationError) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard cseccomp_pipe(&ends) == 0 else {
      throw .start(program: "a worker", reason: String(cString: strerror(errno)))
    }
    // A process that talks without end loses what does not fit, and nobody waits for the other.
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    return (ends[0], ends[1])
  }

  /// The beginning of what is in the pipe, as one line of plain text; what follows the error is
  /// the stack.
  package static func words(in descriptor: Int32) -> String {
    let bytes = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    let text = String(decoding: bytes.prefix(longest), as: UTF8.self)
    let plain = text.unicodeScalars.map {
      $0.properties.generalCategory == .control ? " " : Character($0)
    }
    return String(plain).split(separator: " ").joined(separator: " ")
  }
}
