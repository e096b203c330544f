import ArgumentParser
import FacialAnalysis
import Glibc
import Isolation
import WorkerProcess
import Workers

/// Where videos are decoded and analysed.
struct WorkerOptions: ParsableArguments {
  @Flag(
    help: """
      Decode and analyse in this process, for trusted videos and hosts too small for workers.
      """)
  var inProcess = false

  @Option(help: "MiB that one worker may take for a video, beside some 100 for the engine.")
  var workerMemory = 512

  @Option(help: "Videos after which a worker is replaced by a fresh one.")
  var workerVideos = 64

  func validate() throws {
    guard (64...1_048_576).contains(workerMemory) else {
      throw ValidationError(
        "--worker-memory is \(workerMemory); it must be from 64 to 1048576 MiB.")
    }
    guard (1...1_000_000).contains(workerVideos) else {
      throw ValidationError("--worker-videos is \(workerVideos); it must be from 1 to 1000000.")
    }
  }

  /// An engine that is ready: workers, or this process where that is asked for.
  ///
  /// - Parameters:
  ///   - workers: videos that are analysed at the same time.
  ///   - deadline: seconds that one video may take; nil for as long as it takes.
  ///   - onEvent: told of workers that come and go, on any thread.
  /// - Throws: `ExitStatus.model` after saying on stderr what is wrong with the model, and
  ///   `.failure` where there can be no workers.
  func engine(
    _ models: ModelOptions, workers: Int, deadline: Int?,
    onEvent: @escaping @Sendable (WorkerEvent) -> Void
  ) throws -> any AnalysisEngine {
    if inProcess { return InProcessEngine(try models.load()) }
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

  /// What workers are started with.
  func configuration(
    _ engine: EngineSettings, workers: Int, deadline: Int?
  ) -> WorkerConfiguration {
    var configuration = WorkerConfiguration(
      program: (ModelOptions.programFolder() ?? ".") + "/mien-worker", engine: engine,
      workers: workers)
    configuration.addressSpace = workerMemory << 20
    configuration.maximumJobs = workerVideos
    // Three threads, and room for what is done before and after.
    configuration.processorSeconds = deadline.map { 3 * $0 + 60 } ?? Int.max
    return configuration
  }
}
