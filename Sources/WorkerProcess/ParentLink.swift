import FacialAnalysis
import Glibc
import Isolation
import Workers

/// The worker's side of the talk with its parent.
struct ParentLink {
  let socket: MessageSocket
  private var parser = MessageParser(limits: PayloadLimits.toWorker)
  /// A descriptor that came and belongs to a request that is not yet complete.
  private var passed: Int32?

  init(socket: MessageSocket) { self.socket = socket }

  /// A video to be analysed.
  struct Request {
    let options: AnalysisOptions
    /// To be closed by whoever takes the request.
    let video: Int32
  }

  /// Closes what the worker should not have, before anything is read.
  func closeForeignDescriptors() { DescriptorTable.close(from: socket.descriptor + 1) }

  /// What the worker is told first; nil when there is no parent.
  mutating func setup() -> WorkerSetup? {
    guard let message = nextMessage(), message.kind == .setup else { return nil }
    return try? Payload.decode(WorkerSetup.self, from: message)
  }

  /// The next video; nil when there are no more.
  mutating func nextRequest() -> Request? {
    while let message = nextMessage() {
      // What was to be ended has ended meanwhile.
      if message.kind == .cancel { continue }
      guard message.kind == .request, let video = passed,
        let options = try? Payload.decode(AnalysisOptions.self, from: message)
      else { return nil }
      passed = nil
      return Request(options: options, video: video)
    }
    return nil
  }

  /// Says something to the parent.
  func say(_ value: some Encodable, as kind: Message.Kind) {
    guard let payload = try? Payload.encode(value) else {
      // Numbers that are none; the parent learns that there was no answer.
      _exit(WorkerProcess.Status.encoding.rawValue)
    }
    _ = socket.write(Message(kind, payload).bytes)
  }

  /// Says why there is no work to be done here, and ends the process.
  func refuse(_ reason: String) -> Never {
    _ = socket.write(Message(.refused, Array(reason.utf8.prefix(4000))).bytes)
    _exit(0)
  }

  private mutating func nextMessage() -> Message? {
    while true {
      // A parent that says strange things is none.
      do { if let message = try parser.next() { return message } } catch { return nil }
      guard let (bytes, descriptor) = socket.receive() else { return nil }
      if let descriptor {
        if let passed { close(passed) }
        passed = descriptor
      }
      parser.append(bytes)
    }
  }
}
