import AnalysisResult
import Glibc
import Isolation
import Synchronization

/// The parent's side of one worker. Whoever holds it, and nobody else, talks to it.
struct Worker: Sendable, Equatable {
  let process: pid_t
  let socket: MessageSocket
  /// What it writes to its standard error.
  let errors: Int32
  /// Which settings it was started with.
  let generation: Int
  /// What it said of its model; nil until it is ready.
  var model: AnalysisReport.Model?
  /// Videos that it was given.
  var jobs = 0

  /// Starts a process that is told its settings. To be called on a thread that lives as long as the
  /// worker is to live: the kernel ends it with that thread.
  ///
  /// - Throws: `WorkerError.start`.
  static func start(
    _ configuration: WorkerConfiguration, generation: Int
  ) throws(WorkerError) -> Worker {
    do throws(IsolationError) {
      return try unchecked(configuration, generation: generation)
    } catch {
      let reason = if case .start(_, let reason) = error { reason } else { "\(error)" }
      throw .start(program: configuration.program, reason: reason)
    }
  }

  private static func unchecked(
    _ configuration: WorkerConfiguration, generation: Int
  ) throws(IsolationError) -> Worker {
    let ends = try MessageSocket.pair()
    defer { close(ends.child.descriptor) }
    let errors: (reading: Int32, writing: Int32)
    do throws(IsolationError) { errors = try ErrorPipe.make() } catch {
      close(ends.parent.descriptor)
      throw error
    }
    defer { close(errors.writing) }
    do throws(IsolationError) {
      let process = try ProgramStart(
        program: configuration.program, arguments: [WorkerProtocol.argument],
        environment: ProgramEnvironment.computing
      ).start(descriptors: [ends.child.descriptor], errors: errors.writing)
      let worker = Worker(
        process: process, socket: ends.parent, errors: errors.reading, generation: generation)
      let total = configuration.processorSeconds.multipliedReportingOverflow(
        by: configuration.maximumJobs)
      let setup = WorkerSetup(
        engine: configuration.engine, addressSpace: configuration.addressSpace,
        processorSeconds: total.overflow ? Int.max : total.partialValue, parent: getpid())
      // A worker that is gone already is found out when its answer is read.
      if let payload = try? Payload.encode(setup) { worker.send(Message(.setup, payload)) }
      return worker
    } catch {
      close(ends.parent.descriptor)
      close(errors.reading)
      throw error
    }
  }

  /// Returns false when it is gone.
  @discardableResult
  func send(_ message: Message, with descriptor: Int32? = nil) -> Bool {
    socket.send(message.bytes, with: descriptor)
  }

  /// Ends the worker, whatever it does, and takes leave of it.
  ///
  /// - Parameter grace: how long it may take to end by itself, so that its own end is told and not
  ///   the one that it is given here.
  func end(grace: Duration = .zero) -> WorkerEnd {
    var status: Int32 = 0
    var usage = rusage()
    let last = ContinuousClock.now + grace
    var isReaped = false
    while !isReaped {
      let found = wait4(process, &status, WNOHANG, &usage)
      if found < 0 && errno == EINTR { continue }
      isReaped = found != 0
      if isReaped || ContinuousClock.now >= last { break }
      usleep(500)
    }
    if !isReaped {
      kill(process, SIGKILL)
      while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    }
    let words = ErrorPipe.words(in: errors)
    close(errors)
    close(socket.descriptor)
    return WorkerEnd(status: status, wasKilledHere: !isReaped, words: words)
  }
}

/// How a worker ended.
struct WorkerEnd: Sendable, Equatable {
  /// As `wait` gives it.
  let status: Int32
  let wasKilledHere: Bool
  /// The last that it said, for the log.
  let words: String

  /// The signal that ended it; nil where it ended by itself.
  var signal: Int32? { status & 0x7F == 0 ? nil : status & 0x7F }

  /// Why it ended, where nobody here wanted it to.
  var reason: WorkerEndReason {
    switch signal {
    case SIGKILL: return .killed
    case SIGSYS: return .forbidden
    case SIGXCPU: return .processor
    default: return saysMemory ? .memory : .crash
    }
  }

  /// What the runtime says before it ends a process that gets no more memory.
  private var saysMemory: Bool {
    let text = words.lowercased()
    return ["allocat", "out of memory", "bad_alloc", "cannot create thread", "pthread_create"]
      .contains { text.contains($0) }
  }

  var description: String {
    let how = signal.map { "signal \($0)" } ?? "status \((status >> 8) & 0xFF)"
    return words.isEmpty ? how : "\(how): \(words)"
  }
}

/// What both sides know.
package enum WorkerProtocol {
  /// The argument that makes a program a worker.
  package static let argument = "--analysis-worker"
  /// Where it finds its socket.
  package static let socket = ProgramStart.firstDescriptor
}
