import FacialAnalysis
import Synchronization
import Workers

/// Analyses in the caller's process: for trusted videos and hosts too small for workers.
public struct InProcessEngine: AnalysisEngine {
  private let analyzer: Analyzer
  private let model: AnalysisReport.Model

  /// Analyses with an engine that is loaded.
  public init(_ analyzer: Analyzer) {
    self.analyzer = analyzer
    model = AnalysisReport.Model(analyzer.model)
  }

  public var isReady: Bool { true }

  public var workerFigures: WorkerFigures? { nil }

  /// A thread's word to others that its work is not wanted any more.
  private final class Stop: Sendable {
    private let isSet = Atomic(false)
    private let deadline: ContinuousClock.Instant?

    init(after time: Duration?) { deadline = time.map { .now + $0 } }

    func set() { isSet.store(true, ordering: .relaxed) }

    var isOver: Bool { deadline.map { ContinuousClock.now >= $0 } ?? false }

    var isWanted: Bool { isSet.load(ordering: .relaxed) || isOver }
  }

  public func analyze(
    descriptor: Int32, options: AnalysisOptions = AnalysisOptions(), deadline: Duration? = nil,
    watch: (EngineProgress) -> Bool = { _ in true }
  ) throws(EngineError) -> EngineAnswer {
    let stop = Stop(after: deadline)
    do throws(AnalysisError) {
      let analysis = try analyzer.analyze(
        descriptor: descriptor, options: options,
        progress: { share in if !watch(EngineProgress(pictures: share)) { stop.set() } },
        isCancelled: { stop.isWanted })
      return EngineAnswer(analysis: analysis, model: model)
    } catch {
      throw error == .cancelled && stop.isOver ? .deadline : .analysis(error)
    }
  }
}
