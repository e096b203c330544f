import ArgumentParser
import Glibc

/// Exit statuses of `mien`. A script can tell from them what went wrong.
package enum ExitStatus: Int32 {
  case success = 0
  case usage = 2
  /// A file is missing, is no video, or is damaged beyond use.
  case input = 3
  case noFace = 4
  /// The model or the cascade cannot be used.
  case model = 5
  /// A defect of the program, a part of it that is missing, or a port that cannot be bound.
  case failure = 70

  /// What a command throws to end with this status.
  package var code: ExitCode { ExitCode(rawValue) }
}

extension ExitStatus {
  /// Loads an engine or a model, and says on stderr what its user should know.
  ///
  /// - Throws: `ExitStatus.model` after saying on stderr what is wrong.
  package static func loading<Loaded>(
    _ load: () throws -> (Loaded, [String])
  ) throws -> Loaded {
    do {
      let (loaded, warnings) = try load()
      tell(warnings)
      return loaded
    } catch {
      write("mien: \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.model.code
    }
  }

  /// Says on stderr what the user of an engine should know.
  static func tell(_ warnings: [String]) {
    for warning in warnings { write("mien: \(warning)\n", to: STDERR_FILENO) }
  }
}

/// Writes the whole text to a descriptor; a reader that has gone away is not an error.
package func write(_ text: String, to descriptor: Int32) {
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    if written < 0 && errno == EINTR { continue }
    guard written > 0 else { return }
    bytes = bytes.dropFirst(written)
  }
}
