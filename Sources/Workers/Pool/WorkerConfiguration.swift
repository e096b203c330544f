/// How many workers there are and what they may use (specs/service.md §4).
public struct WorkerConfiguration: Sendable, Equatable {
  /// Path of `mien-worker`.
  public var program: String
  public var engine: EngineSettings
  /// Workers, each of which analyses one video at a time.
  public var workers: Int
  /// Bytes of address space that one worker may take for a video, beside what it has when it is
  /// ready.
  ///
  /// The 768 MiB of specs/service.md §4 bound what is resident, 68 MiB when ready and these, and not
  /// the whole address space, most of which is never touched (Debian 12's FFmpeg 5.1 and OpenBLAS
  /// 0.3.21, MiB): ready, a worker has 524, of which 256 are OpenBLAS's two buffers, 128 for each
  /// thread that computes, as the library was built; 233 are the 150 libraries of FFmpeg, of which 53
  /// are resident; its own heap has 18. Two threads add 16 of stacks, and no arenas of the allocator.
  ///
  /// What a video takes is nearly all resident: decoded frames, and the detector's sums of a frame.
  /// 3840×2160: 345 (HEVC with 6 reference frames), 420 (with 10 bits), 271 (AV1); 4096×4096: 497
  /// (HEVC with 1) and 605 (with 6, refused as `memory-limit`), 452 (AV1). With 768 for the address
  /// space in all, 244 would be left, and none of them would be answered.
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
