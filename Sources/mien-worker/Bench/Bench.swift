import Commands
import FacialAnalysis
import Files
import Glibc
import WorkerProcess

/// What `mien bench` does.
struct Bench {
  private let request: BenchRequest

  init(_ request: BenchRequest) { self.request = request }

  /// Measures, and writes the report.
  ///
  /// - Throws: an exit status after saying on stderr what is wrong.
  func run() throws {
    let analyzer = try ExitStatus.loading { try request.engine.load() }
    let (video, cascade) = (request.video, request.engine.cascadePath)
    do {
      let whole = try WholeMeasurement(video: video, analyzer: analyzer, runs: request.runs)
      let bench = try StageBench(
        files: .init(video: video, cascade: cascade, folder: FilePath.folder(of: cascade)),
        model: analyzer.model, runs: request.runs)
      let report = BenchReport(
        video: video, peak: bench.peak, stages: try bench.measure(), whole: whole)
      write(request.isJSON ? try report.json() : report.table, to: STDOUT_FILENO)
    } catch let error as AnalysisError {
      throw failure(error.description, .input)
    } catch BenchError.media(let error) {
      throw failure(error.description, .input)
    } catch let error as BenchError {
      throw failure(error.description, .failure)
    }
  }

  /// Says on stderr what is wrong; to be thrown.
  private func failure(_ reason: String, _ status: ExitStatus) -> any Error {
    write("mien: \(request.video): \(reason)\n", to: STDERR_FILENO)
    return status.code
  }
}
