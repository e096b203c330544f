import ArgumentParser
import FacialAnalysis
import Glibc

/// `mien bench`: how long each stage takes on this machine.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how long each stage of the analysis takes on this machine.",
    discussion: """
      Stages are measured one by one, as processor time of an item; then the whole analysis, which \
      uses up to three threads, as wall and processor time. Exit status: 0, 2 wrong usage, 3 the \
      video cannot be read, 5 the model cannot be used.
      """)

  @Argument(help: "A video with a face (default: the sample of the checkout).")
  var video: String?

  @Option(help: "How often each stage is run.")
  var runs = 5

  @Flag(help: "JSON instead of a table.")
  var json = false

  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard (1...1000).contains(runs) else {
      throw ValidationError("--runs is \(runs); it must be from 1 to 1000.")
    }
  }

  func run() throws {
    let analyzer = try models.load()
    let video = video ?? Self.sample
    let cascade = models.cascade ?? ModelOptions.standardPath(of: ModelOptions.cascadeName)
    do {
      let whole = try WholeMeasurement(video: video, analyzer: analyzer, runs: runs)
      let bench = try StageBench(
        files: .init(video: video, cascade: cascade, folder: FilePath.folder(of: cascade)),
        model: analyzer.model,
        runs: runs)
      let report = BenchReport(
        video: video, peak: bench.peak, stages: try bench.measure(), whole: whole)
      write(json ? try report.json() : report.table, to: STDOUT_FILENO)
    } catch let error as AnalysisError {
      throw fail(video, error.description, .input)
    } catch BenchError.media(let error) {
      throw fail(video, error.description, .input)
    } catch let error as BenchError {
      throw fail(video, error.description, .failure)
    }
  }

  /// The sample of the checkout that this program was built in, or of the working folder.
  private static var sample: String {
    let name = "Tools/sample/eileen-collins.mp4"
    guard access(name, R_OK) != 0, let program = ModelOptions.programFolder() else { return name }
    // .build/<platform>/<configuration>/mien
    return program + "/../../../" + name
  }

  private func fail(_ video: String, _ reason: String, _ status: ExitStatus) -> ExitCode {
    write("mien: \(video): \(reason)\n", to: STDERR_FILENO)
    return status.code
  }
}

/// The whole analysis of a video, several times.
struct WholeMeasurement: Encodable {
  /// Wall time of an analysis in seconds: the middle one, and the one that nineteen of twenty stay
  /// below.
  let median: Double
  let percentile95: Double
  /// Processor time of all threads in seconds, the middle one.
  let processor: Double
  /// Length of the video in seconds, and its frames.
  let duration: Double
  let frames: Int
  /// Frames of the video for each second of wall time.
  let framesPerSecond: Double
  /// The most memory that was resident while the analyses ran, in bytes.
  let peakResident: Int

  init(video: String, analyzer: Analyzer, runs: Int) throws(AnalysisError) {
    var (walls, processors): ([Double], [Double]) = ([], [])
    var (duration, frames) = (0.0, 0)
    for _ in 0..<runs {
      let (wall, processor) = (Stopwatch.wall, Stopwatch.processor)
      let analysis = try analyzer.analyze(path: video)
      walls.append(Stopwatch.wall - wall)
      processors.append(Stopwatch.processor - processor)
      (duration, frames) = (analysis.statistics.lastTime, analysis.statistics.frames)
    }
    walls.sort()
    median = Measurement.quantile(0.5, of: walls)
    percentile95 = Measurement.quantile(0.95, of: walls)
    processor = Measurement.quantile(0.5, of: processors.sorted())
    self.duration = duration
    self.frames = frames
    framesPerSecond = median > 0 ? Double(frames) / median : 0
    peakResident = Stopwatch.peakResident
  }
}
