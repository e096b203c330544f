import AnalysisResult
import Glibc
import Isolation
import Workers

/// What a strange worker does.
enum Behaviour: String {
  case honest
  // At the start.
  case refuses, diesAtStart, isSilentAtStart, talksNonsenseAtStart, hasStrangeModel
  // With a video.
  case talksNonsense, claimsMuch, repeatsItself, claimsProgress, sendsFile, isSilent, obeys
  case saysMore, closes, crashes, traps, ends, isKilled, needsMemory, computes
  // What is forbidden.
  case opens, writes, makesSocket, forks, executes, signals, raisesLimits, mapsCode, startsThread

  /// Whether it works without lock-down: some ends need calls that are forbidden behind it.
  var isUnconfined: Bool { self == .isKilled || self == .closes }

  /// What is read before the doors close.
  func prepare(_ path: String) -> [UInt8] {
    guard self == .sendsFile else { return [] }
    let descriptor = open(path, O_RDONLY)
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
  }

  func start(_ measures: Confinement.Measures) {
    switch self {
    case .refuses:
      Conversation.say(.refused, Array("the model is not to my liking".utf8))
      _exit(0)
    case .diesAtStart: _exit(9)
    case .isSilentAtStart: while true { pause() }
    case .talksNonsenseAtStart:
      _ = Conversation.socket.write([UInt8](repeating: 0xA5, count: 1000))
      while true { pause() }
    default: break
    }
    let digest = self == .hasStrangeModel ? "<script>" : String(repeating: "0a", count: 32)
    let labels = Emotion.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
    let json = """
      {"model":{"name":"strange","sha256":"\(digest)","labels":[\(labels)],"inputRange":"0...1",\
      "mirrored":false},\
      "measures":\(measures.rawValue),"warnings":[]}
      """
    Conversation.say(.ready, Array(json.utf8))
  }

  func answer(_ prepared: [UInt8]) {
    switch self {
    case .talksNonsense: _ = Conversation.socket.write([UInt8](repeating: 0xA5, count: 1000))
    case .claimsMuch:
      _ = Conversation.socket.write([0xFF, 0xFF, 0xFF, 0x7F, Message.Kind.result.rawValue])
    case .repeatsItself: start([])
    case .claimsProgress: Conversation.say(.progress, [1, 0xFF, 0xFF])
    case .sendsFile: Conversation.say(.result, prepared)
    case .isSilent: while true { _ = poll(nil, 0, 1000) }
    case .obeys:
      while !Conversation.socket.wait(milliseconds: 1000) {}
      Conversation.tell("obeyed")
    case .saysMore:
      let twice = Message(.failure, (try? Payload.encode(AnalysisError.cancelled)) ?? []).bytes
      _ = Conversation.socket.write(twice + twice)
    case .closes:
      close(Conversation.socket.descriptor)
      while true { pause() }
    case .crashes: UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
    case .traps: _ = [Int]()[Int(getpid())]
    case .ends: _exit(0)
    case .isKilled: kill(getpid(), SIGKILL)
    case .needsMemory:
      var hoard: [[UInt8]] = []
      while true { hoard.append([UInt8](repeating: 1, count: 16 << 20)) }
    case .computes: while true {}
    default: Conversation.tell(forbidden())
    }
  }

  /// Tries what is forbidden, and says what came of it.
  private func forbidden() -> String {
    errno = 0
    switch self {
    case .opens: return outcome(open("/etc/hostname", O_RDONLY))
    case .writes:
      // What is open already cannot be written to either.
      return outcome(Int32(write(0, "x", 1)))
    case .makesSocket: return outcome(Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
    case .forks:
      var child: pid_t = 0
      return outcome(posix_spawn(&child, "/bin/true", nil, nil, [nil], [nil]))
    case .executes:
      let path = strdup("/bin/true")
      return outcome(execv("/bin/true", [path, nil]))
    case .signals: return outcome(kill(getppid(), SIGTERM))
    case .raisesLimits:
      var limit = rlimit(rlim_cur: rlim_t.max, rlim_max: rlim_t.max)
      return outcome(setrlimit(__rlimit_resource_t(UInt32(RLIMIT_AS.rawValue)), &limit))
    case .mapsCode:
      let memory = mmap(nil, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      return outcome(memory == MAP_FAILED ? -1 : 0)
    case .startsThread:
      var thread = pthread_t()
      return outcome(pthread_create(&thread, nil, { _ in nil }, nil))
    default: return "honest"
    }
  }

  private func outcome(_ result: Int32) -> String {
    result < 0 ? "refused with \(errno)" : "done"
  }
}
