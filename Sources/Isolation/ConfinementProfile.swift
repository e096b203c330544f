/// What a locked-down process may do beside computing, reading what is open and ending: the one
/// description from which its filter of system calls and its limits are made.
public struct ConfinementProfile: Sendable, Equatable {
  /// Neighbouring descriptors that may be written to; writing elsewhere fails.
  public var writableDescriptors: ClosedRange<Int32>
  /// The socket over which it is sent messages with descriptors.
  public var messageSocket: Int32?
  /// Whether it starts threads; never processes.
  public var startsThreads: Bool
  /// Whether it makes copies of descriptors.
  public var duplicatesDescriptors: Bool

  /// Reads one file, on one thread, and answers.
  public static func readingFile(result: Int32) -> ConfinementProfile {
    ConfinementProfile(
      writableDescriptors: result...result, messageSocket: nil, startsThreads: false,
      duplicatesDescriptors: false)
  }

  /// Decodes one video after another that it is sent over a socket, on several threads, and answers
  /// there.
  ///
  /// - Parameters:
  ///   - socket: next to the standard error, 3.
  public static func decodingVideos(socket: Int32) -> ConfinementProfile {
    ConfinementProfile(
      // What the runtime says before it ends the process goes to the standard error.
      writableDescriptors: 2...max(2, socket), messageSocket: socket, startsThreads: true,
      duplicatesDescriptors: true)
  }
}
