import CSeccomp
import Glibc

/// A process that reads untrusted bytes and answers once. Whatever becomes of it, the caller gets
/// a result or a typed error, in bounded time and memory, and no zombie is left.
///
/// The program finds the answer's pipe at `resultDescriptor` and the inputs at `firstInput` and
/// up; nothing else is open but `/dev/null` as its standard streams.
public struct DisposableProcess: Sendable {
  /// Where the program writes its answer.
  public static let resultDescriptor: Int32 = 3
  /// Where the program finds the first input.
  public static let firstInput: Int32 = 4
  /// How many inputs there may be.
  public static let maximumInputs = 3

  /// Path of the program.
  public var program: String
  /// Its arguments, without its own name.
  public var arguments: [String]
  /// `NAME=value`; nothing of the caller's environment is handed on.
  public var environment: [String]
  /// The time after which it is killed.
  public var deadline: Duration
  /// Bytes of the longest answer.
  public var maximumAnswer: Int

  /// Run with the arguments in a fork of this process in place of a program, for measurements and
  /// tests that start very many; it must not return. This process may have one thread only.
  package var forked: (@Sendable ([String]) -> Void)?

  /// A program to be run once.
  public init(
    program: String, arguments: [String], environment: [String], deadline: Duration,
    maximumAnswer: Int
  ) {
    self.program = program
    self.arguments = arguments
    self.environment = environment
    self.deadline = deadline
    self.maximumAnswer = maximumAnswer
  }

  /// What a process that ended well leaves.
  public struct Outcome: Sendable {
    /// All that it wrote to `resultDescriptor`.
    public let answer: [UInt8]
    /// Bytes of memory that it held at its largest.
    public let peakMemory: Int
  }

  /// Starts the process and waits for its end.
  ///
  /// - Parameters:
  ///   - inputs: open descriptors, which stay the caller's.
  ///   - meanwhile: what to do while the process starts.
  /// - Throws: `IsolationError`.
  public func run(
    inputs: [Int32], meanwhile: () -> Void = {}
  ) throws(IsolationError) -> Outcome {
    precondition(inputs.count <= Self.maximumInputs, "too many inputs for the lock-down")
    let pipe = try Pipe(for: program)
    defer { pipe.closeAll() }
    let child =
      if let forked {
        try fork(inputs: inputs, result: pipe.writing, forked)
      } else {
        try spawn(inputs: inputs, result: pipe.writing)
      }
    pipe.closeWriting()
    let end = ContinuousClock.now + deadline
    meanwhile()
    let reading = read(from: pipe.reading, until: end)
    var last = reading.failure == nil ? Self.wait(for: child, until: end) : nil
    if last == nil {
      kill(child, SIGKILL)
      last = Self.wait(for: child, until: nil)
    }
    if let failure = reading.failure { throw failure }
    guard let last else { throw overdue }
    let signal = last.status & 0x7F
    if signal == SIGKILL && ContinuousClock.now >= end { throw overdue }
    if signal != 0 { throw .signal(signal) }
    let exitStatus = (last.status >> 8) & 0xFF
    guard exitStatus == 0 else { throw .exit(exitStatus) }
    return Outcome(answer: reading.bytes, peakMemory: last.peakMemory)
  }

  private var overdue: IsolationError { .deadline(seconds: deadline / .seconds(1)) }

  private func spawn(inputs: [Int32], result: Int32) throws(IsolationError) -> pid_t {
    try ProgramStart(program: program, arguments: arguments, environment: environment)
      .start(descriptors: [result] + inputs)
  }

  private struct Reading {
    var bytes: [UInt8] = []
    var failure: IsolationError?
  }

  private func read(from descriptor: Int32, until end: ContinuousClock.Instant) -> Reading {
    var reading = Reading()
    // Not cleared: most answers are short, and pages that nobody writes to cost nothing.
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let remaining = Int((end - ContinuousClock.now) / .milliseconds(1))
      guard remaining > 0 else {
        reading.failure = overdue
        return reading
      }
      var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&event, 1, Int32(clamping: remaining)) > 0 else { continue }
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return reading }
      guard reading.bytes.count + count <= maximumAnswer else {
        reading.failure = .result(
          found: "more than \(maximumAnswer) bytes", expected: "at most as many")
        return reading
      }
      reading.bytes += buffer[..<count]
    }
  }

  /// The status and the peak of resident memory in bytes; nil when it goes on after its answer.
  private static func wait(
    for child: pid_t, until end: ContinuousClock.Instant?
  ) -> (status: Int32, peakMemory: Int)? {
    var status: Int32 = 0
    var usage = rusage()
    while true {
      let found = wait4(child, &status, end == nil ? 0 : WNOHANG, &usage)
      // Somebody else has waited for all children of this process; there is nothing to learn.
      if found < 0 && errno != EINTR { return (0, 0) }
      if found == child { return (status, Int(usage.ru_maxrss) << 10) }
      if let end {
        if ContinuousClock.now >= end { return nil }
        usleep(200)
      }
    }
  }
}

/// The pipe of an answer.
private final class Pipe {
  let reading: Int32
  private(set) var writing: Int32

  init(for program: String) throws(IsolationError) {
    var ends: [Int32] = [-1, -1]
    guard cseccomp_pipe(&ends) == 0 else {
      throw .start(program: program, reason: String(cString: strerror(errno)))
    }
    (reading, writing) = (ends[0], ends[1])
    cseccomp_widen_pipe(reading, 1 << 20)
  }

  func closeWriting() {
    if writing >= 0 { close(writing) }
    writing = -1
  }

  func closeAll() {
    closeWriting()
    close(reading)
  }
}
