/// How many workers there are and what they may use (specs/service.md §4).
public struct WorkerConfiguration: Sendable, Equatable {
  /// Path of `mien-worker`.
  public var program: String
  public var engine: EngineSettings
  /// Workers, each of which analyses one video at a time.
  public var workers: Int
  /// Bytes of address space that one worker may take for a video, beside what it has when it is
  /// ready. About 100 MiB of that are resident, so that a worker stays below 768 MiB.
  public var addressSpace = 512 << 20
  /// Videos after which a worker is replaced: a bound on what somebody can do who has taken one
  /// over unnoticed.
  public var maximumJobs = 64
  /// Seconds of processor time for one video.
  public var processorSeconds = 1800
  /// The time in which a worker is to be ready.
  public var startDeadline: Duration = .seconds(60)
  /// The time in which a worker is to stop when it is told to.
  public var cancellationTime: Duration = .milliseconds(250)
  /// The time for which a video waits for a worker when none is alive.
  public var patience: Duration = .seconds(10)

  /// - Parameter program: path of `mien-worker`.
  public init(program: String, engine: EngineSettings, workers: Int) {
    self.program = program
    self.engine = engine
    self.workers = max(1, workers)
  }
}
