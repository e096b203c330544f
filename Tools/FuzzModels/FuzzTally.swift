import Isolation

/// What became of one changed file.
struct FuzzVerdict {
  /// A word that stands for the outcome.
  let outcome: String
  /// What must not happen; nil when it did not.
  var failure: String?
  /// Bytes of memory that its process held at its largest; 0 when unknown.
  var peakMemory = 0

  /// - Parameters:
  ///   - error: why the process had no answer.
  ///   - outcome: the outcome when it had one.
  init(_ error: IsolationError?, otherwise outcome: String) {
    switch error {
    case nil: self.outcome = outcome
    // The lock-down is there for this: the reader dies, and the file has a verdict.
    case .signal(let number)?: self.outcome = "signal \(number)"
    case .deadline?: (self.outcome, failure) = ("hang", "hung")
    case let error?: (self.outcome, failure) = ("failure", "\(error)")
    }
  }
}

/// The counts of a run.
struct FuzzTally {
  private(set) var outcomes: [String: Int] = [:]
  /// The files that broke a bound, and how.
  private(set) var failures: [String] = []
  /// Bytes of the largest process.
  private(set) var peakMemory = 0
  private(set) var slowest = Duration.zero

  /// Number of files.
  var count: Int { outcomes.values.reduce(0, +) }

  mutating func note(_ verdict: FuzzVerdict, label: String, time: Duration, memory: Int) {
    outcomes[verdict.outcome, default: 0] += 1
    peakMemory = max(peakMemory, verdict.peakMemory)
    slowest = max(slowest, time)
    if let failure = verdict.failure { failures.append("\(label): \(failure)") }
    if verdict.peakMemory > memory {
      failures.append("\(label): took \(verdict.peakMemory >> 20) MiB")
    }
  }

  /// One line of JSON: numbers of files by outcome, of failures, bytes and seconds.
  func summary(seed: UInt64, elapsed: Duration) -> String {
    let counts = outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
    return "{\"files\": \(count), \"seed\": \(seed), \"outcomes\": {\(counts)}, "
      + "\"failures\": \(failures.count), \"peakMemory\": \(peakMemory), "
      + "\"slowest\": \(slowest.seconds), \"seconds\": \(elapsed.seconds)}"
  }
}

extension Duration {
  /// Seconds to the thousandth.
  fileprivate var seconds: Double { (self / .milliseconds(1)).rounded() / 1000 }
}
