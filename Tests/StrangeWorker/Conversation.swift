import AnalysisResult
import Glibc
import Isolation
import Workers

/// The talk of a strange worker with its parent.
struct Conversation {
  static let socket = MessageSocket(descriptor: WorkerProtocol.socket)
  private var parser = MessageParser(limits: PayloadLimits.toWorker)

  static func say(_ kind: Message.Kind, _ payload: [UInt8] = []) {
    _ = socket.write(Message(kind, payload).bytes)
  }

  /// Says something that a test reads as an error of the analysis.
  static func tell(_ text: String) {
    say(.failure, (try? Payload.encode(AnalysisError.internal(text))) ?? [])
  }

  /// The next message, with the descriptor that came; ends the process when there is none.
  mutating func next() -> (message: Message, descriptor: Int32?) {
    var passed: Int32?
    while true {
      if let message = try? parser.next() { return (message, passed) }
      guard let (bytes, descriptor) = Self.socket.receive() else { _exit(0) }
      passed = descriptor ?? passed
      parser.append(bytes)
    }
  }

  /// Behaves as it is told until the parent is gone.
  static func run() throws -> Never {
    var conversation = Conversation()
    let setup = try Payload.decode(WorkerSetup.self, from: conversation.next().message)
    let behaviour = Behaviour(rawValue: setup.engine.modelPath) ?? .honest
    let prepared = behaviour.prepare(setup.engine.cascadePath)
    let confinement = Confinement(
      addressSpace: setup.addressSpace, processorSeconds: setup.processorSeconds,
      profile: .decodingVideos(socket: WorkerProtocol.socket))
    let measures = behaviour.isUnconfined ? [] : try confinement.apply()
    behaviour.start(measures)
    while true {
      let (message, descriptor) = conversation.next()
      guard message.kind == .request else { continue }
      behaviour.answer(prepared)
      if let descriptor { close(descriptor) }
    }
  }
}
