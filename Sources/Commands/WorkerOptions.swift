import ArgumentParser
import Files
import Glibc
import Isolation
import Workers

/// Where videos are decoded and analysed.
struct WorkerOptions: ParsableArguments {
  /// MiB for a video, and videos of a worker.
  static let standardMemory = 512
  static let memoryRange = 64...1_048_576
  static let standardVideos = 64
  static let videosRange = 1...1_000_000

  @Flag(
    help: """
      Decode and analyse in this process, for trusted videos and hosts too small for workers.
      """)
  var inProcess = false

  @Option(help: "MiB that one worker may take for a video, beside some 100 for the engine.")
  var workerMemory = WorkerOptions.standardMemory

  @Option(help: "Videos after which a worker is replaced by a fresh one.")
  var workerVideos = WorkerOptions.standardVideos

  func validate() throws {
    guard Self.memoryRange.contains(workerMemory) else {
      throw ValidationError(
        "--worker-memory is \(workerMemory); it must be from 64 to 1048576 MiB.")
    }
    guard Self.videosRange.contains(workerVideos) else {
      throw ValidationError("--worker-videos is \(workerVideos); it must be from 1 to 1000000.")
    }
  }

  /// An engine that is ready: workers, or this process where that is asked for.
  ///
  /// - Parameters:
  ///   - program: the one that runs; another takes over where this one has no engine.
  ///   - workers: videos that are analysed at the same time.
  ///   - deadline: seconds that one video may take; nil for as long as it takes.
  ///   - onEvent: told of workers that come and go, on any thread.
  /// - Throws: `ExitStatus.model` after saying on stderr what is wrong with the model, and
  ///   `.failure` where there can be no workers.
  func engine(
    _ models: ModelOptions, in program: Program, workers: Int, deadline: Int?,
    onEvent: @escaping @Sendable (WorkerEvent) -> Void
  ) throws -> any AnalysisEngine {
    if inProcess {
      let linked = try program.linkedEngine()
      return try ExitStatus.loading { try linked.load(try models.settings()) }
    }
    let pool = WorkerPool(
      configuration(try models.settings(), workers: workers, deadline: deadline),
      onEvent: onEvent)
    do throws(WorkerError) {
      try pool.start()
      return pool
    } catch {
      write("mien: \(error)\n", to: STDERR_FILENO)
      if case .refused = error { throw ExitStatus.model.code }
      throw ExitStatus.failure.code
    }
  }

  /// An engine of other files for one that serves: its workers are replaced, or it is loaded anew.
  ///
  /// - Throws: what is wrong with the files; the engine then goes on as it is.
  func replacement(
    of engine: any AnalysisEngine, _ models: ModelOptions, in program: Program
  ) throws -> any AnalysisEngine {
    guard let pool = engine as? WorkerPool else {
      let (engine, warnings) = try program.linkedEngine().load(try models.settings())
      ExitStatus.tell(warnings)
      return engine
    }
    var configuration = pool.configuration
    configuration.engine = try models.settings()
    try pool.reload(configuration)
    return pool
  }

  /// What workers are started with.
  private func configuration(
    _ engine: EngineSettings, workers: Int, deadline: Int?
  ) -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      program: (FilePath.programFolder ?? ".") + "/mien-worker", engine: engine,
      workers: workers)
    configuration.addressSpace = workerMemory << 20
    configuration.maximumJobs = workerVideos
    // Three threads, and room for what is done before and after.
    configuration.processorSeconds = deadline.map { 3 * $0 + 60 } ?? Int.max
    return configuration
  }
}
