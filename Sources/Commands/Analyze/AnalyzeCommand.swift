import AnalysisResult
import ArgumentParser
import Dispatch
import Glibc
import MediaContract
import Synchronization
import Workers

/// `mien analyze`: the engine of the service, for files.
struct AnalyzeCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "analyze",
    abstract: "Analyse video files.",
    discussion: """
      Exit status: 0 all files answered, 2 wrong usage, 3 a file cannot be read as a video, \
      4 no face was found in a file, 5 the model cannot be used.
      """)

  enum Format: String, EnumerableFlag {
    case json, csv, table

    static func help(for value: Format) -> ArgumentHelp? {
      switch value {
      case .json: "The service's answer; an array of answers for several files."
      case .csv: "One row a file, or with --timeline one row a sampled frame."
      case .table: "For reading (the default)."
      }
    }
  }

  @Argument(help: "Video files: MP4, MOV, 3GP, AVI, MKV or WebM.")
  var videos: [String]

  @Flag(exclusivity: .exclusive)
  var format: Format = .table

  @Flag(help: "Add what was seen in every sampled frame, and stretches of it (not in CSV).")
  var timeline = false

  @Flag(help: "Add the time spent in each stage.")
  var timing = false

  @OptionGroup var sampling: SamplingOptions
  @OptionGroup var workers: WorkerOptions
  @OptionGroup var models: ModelOptions

  func run(in program: Program) throws {
    let processors = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let atOnce = min(videos.count, processors)
    let engine = try workers.engine(models, in: program, workers: atOnce, deadline: nil) {
      Self.tell($0)
    }
    // Whoever calls the command line trusts the file; its length is no danger to anybody else.
    let options = AnalysisOptions(
      sampling: sampling.rule, limits: MediaLimits(maximumDuration: nil),
      segmentsAtOnce: processors / max(1, atOnce))
    let outcomes = Self.analyze(videos, with: engine, options: options)
    let reportOptions = ReportOptions(timeline: timeline, timing: timing)
    let answers = outcomes.map { Answer($0, options: reportOptions) }
    switch format {
    case .json: try write(JSONOutput.text(answers), to: STDOUT_FILENO)
    case .csv: write(CSVOutput.text(answers, timeline: timeline), to: STDOUT_FILENO)
    case .table: write(TableOutput.text(answers, timeline: timeline), to: STDOUT_FILENO)
    }
    for answer in answers {
      if case .failure(let error) = answer.outcome {
        write("mien: \(answer.file): \(error)\n", to: STDERR_FILENO)
      }
    }
    let status = Self.status(of: answers)
    if status != .success { throw status.code }
  }

  /// Says on stderr what is remarkable of workers.
  private static func tell(_ event: WorkerEvent) {
    switch event {
    case .ready(_, _, let warnings):
      for warning in warnings { write("mien: \(warning)\n", to: STDERR_FILENO) }
    case .ended(_, let reason, let words) where reason != .renewed:
      write("mien: a worker ended (\(reason.rawValue)): \(words)\n", to: STDERR_FILENO)
    case .ended, .failed: break
    }
  }

  /// One file on each core at a time; outcomes in the order of the files.
  private static func analyze(
    _ files: [String], with engine: any AnalysisEngine, options: AnalysisOptions
  ) -> [(file: String, outcome: Result<EngineAnswer, EngineError>)] {
    let progress = ProgressLine(files: files.count)
    let outcomes = Mutex(
      [Result<EngineAnswer, EngineError>?](repeating: nil, count: files.count))
    DispatchQueue.concurrentPerform(iterations: files.count) { index in
      let outcome: Result<EngineAnswer, EngineError>
      do throws(EngineError) {
        outcome = .success(
          try analyze(files[index], with: engine, options: options) { done in
            progress.update(file: index, share: done.share)
            return true
          })
      } catch {
        outcome = .failure(error)
      }
      progress.update(file: index, share: 1)
      outcomes.withLock { $0[index] = outcome }
    }
    progress.clear()
    return outcomes.withLock { stored in
      zip(files, stored).map { ($0, $1 ?? .failure(.analysis(.cancelled))) }
    }
  }

  private static func analyze(
    _ path: String, with engine: any AnalysisEngine, options: AnalysisOptions,
    watch: (EngineProgress) -> Bool
  ) throws(EngineError) -> EngineAnswer {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .analysis(.media(.unreadableFile(reason: String(cString: strerror(errno)))))
    }
    defer { close(descriptor) }
    return try engine.analyze(
      descriptor: descriptor, options: options, deadline: nil, watch: watch)
  }

  /// The gravest of the outcomes: unreadable input before a video without a face.
  static func status(of answers: [Answer]) -> ExitStatus {
    var status = ExitStatus.success
    for answer in answers {
      guard case .failure(let error) = answer.outcome else { continue }
      switch error {
      case .analysis(.media), .crashed, .memory: return .input
      case .analysis(.noFace): status = .noFace
      case .analysis(.cancelled), .analysis(.internal), .deadline, .lost, .notReady:
        return .failure
      }
    }
    return status
  }
}

/// What came of one file, ready to be written.
struct Answer {
  let file: String
  let outcome: Result<(analysis: VideoAnalysis, report: AnalysisReport), EngineError>

  init(
    _ pair: (file: String, outcome: Result<EngineAnswer, EngineError>), options: ReportOptions
  ) {
    file = pair.file
    outcome = pair.outcome.map { ($0.analysis, $0.report(options)) }
  }
}
