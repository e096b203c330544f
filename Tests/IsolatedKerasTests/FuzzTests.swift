import Foundation
import IsolatedKeras
import Isolation
import Keras
import Synchronization
import Testing

/// Changes bytes of model files and reads them through the process apart. A short run is part of
/// the tests; Tools/fuzz-models makes a long one of it.
@Suite("Files with changed bytes cost the parent nothing")
struct FuzzTests {
  private static let count = number("MIEN_FUZZ_COUNT") ?? 60
  private static let seed = UInt64(number("MIEN_FUZZ_SEED") ?? 1)
  private static let jobs = number("MIEN_FUZZ_JOBS") ?? 1

  /// A file may take this long, and its process this much memory.
  private static let deadline = Duration.seconds(20)
  private static let memory = 512 << 20

  private static func number(_ variable: String) -> Int? {
    ProcessInfo.processInfo.environment[variable].flatMap { Int($0) }
  }

  private struct Tally {
    var outcomes: [String: Int] = [:]
    var failures: [String] = []
    var peakMemory = 0
    var slowest = Duration.zero
  }

  @Test("Every changed file has a verdict, in bounded time and memory")
  func flips() throws {
    let files =
      Support.files(in: Support.models, endings: [".h5", ".keras"])
      + Support.files(in: Support.fixtures, endings: [".h5"])
    let contents = try files.map { [UInt8](try Data(contentsOf: URL(fileURLWithPath: $0))) }
    try #require(!contents.isEmpty)
    let tally = Mutex(Tally())
    DispatchQueue.concurrentPerform(iterations: Self.jobs) { job in
      for index in stride(from: job, to: Self.count, by: Self.jobs) {
        var generator = SplitMix(seed: Self.seed &+ UInt64(index) &* 0x9E37_79B9_7F4A_7C15)
        let chosen = Int.random(in: contents.indices, using: &generator)
        let bytes = Self.changed(contents[chosen], using: &generator)
        let name = URL(fileURLWithPath: files[chosen]).lastPathComponent
        Self.read(bytes, label: "\(name), number \(index)", into: tally)
      }
    }
    let result = tally.withLock { $0 }
    let outcomes = result.outcomes.sorted { $0.value > $1.value }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    print(
      """
      \(Self.count) changed files from seed \(Self.seed): \(outcomes); largest process \
      \(result.peakMemory >> 20) MiB, slowest file \(result.slowest)
      """)
    #expect(result.outcomes.values.reduce(0, +) == Self.count)
    #expect(result.failures.isEmpty, "\(result.failures.prefix(20))")
  }

  private static func read(_ bytes: [UInt8], label: String, into tally: borrowing Mutex<Tally>) {
    var loader = Support.loader
    loader.deadline = deadline
    let clock = ContinuousClock()
    let start = clock.now
    var outcome = "unwritten"
    var failure: String?
    var peakMemory = 0
    try? Support.withFile(bytes) { path in
      let result = loader.inspect(path, wishes: [.plan, .objects, .model])
      outcome =
        result.failure.map { "\($0)".prefix { $0 != "," } + "" } ?? "\(result.report.verdict)"
      switch result.failure {
      case .deadline?: failure = "hung"
      case .start?, .confinement?, .exit?, .result?: failure = outcome
      case .signal?, nil: break
      }
      if case .signal(let number)? = result.failure { outcome = "signal \(number)" }
      peakMemory = result.peakMemory
      if let pack = result.pack {
        // As a program that uses the model does.
        do {
          let packed = try PackedModel(bytes: pack, name: path)
          try packed.checkData()
          _ = try KerasModel(packed)
        } catch {
          failure = "not read back: \(error)"
        }
      }
    }
    let time = clock.now - start
    if peakMemory > Support.visibleMemory(memory) { failure = "took \(peakMemory >> 20) MiB" }
    tally.withLock { tally in
      tally.outcomes[outcome, default: 0] += 1
      tally.peakMemory = max(tally.peakMemory, peakMemory)
      tally.slowest = max(tally.slowest, time)
      if let failure { tally.failures.append("\(label): \(failure)") }
    }
  }

  /// One to eight bytes differ, half of the time near the start, where the structure lies; now and
  /// then the end is missing.
  private static func changed(_ bytes: [UInt8], using generator: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    guard bytes.count > 8 else { return bytes }
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let end = Bool.random(using: &generator) ? min(4096, bytes.count) : bytes.count
      let position = Int.random(in: 0..<end, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[position] = UInt8.random(in: 0...255, using: &generator)
      default: bytes[position] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
      }
    }
    if Int.random(in: 0..<32, using: &generator) == 0 {
      bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
    }
    return bytes
  }
}

/// A small generator whose numbers are the same everywhere.
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
