import AnalysisResult

/// What analyses videos: in this process, or in workers.
public protocol AnalysisEngine: Sendable {
  /// Whether a video that comes now finds somebody to analyse it.
  var isReady: Bool { get }

  /// Workers and how often they were replaced; nil where there are none.
  var workerFigures: WorkerFigures? { get }

  /// Analyses the video behind a descriptor of a regular file, which stays the caller's; blocks
  /// the calling thread. Safe to be called from many threads.
  ///
  /// - Parameters:
  ///   - deadline: the time that it may take; nil for as long as it takes.
  ///   - watch: told on the calling thread how far the work is, again and again; false ends it
  ///     with `AnalysisError.cancelled`.
  /// - Throws: `EngineError`.
  func analyze(
    descriptor: Int32, options: AnalysisOptions, deadline: Duration?,
    watch: (EngineProgress) -> Bool
  ) throws(EngineError) -> EngineAnswer
}

/// An analysis, and the model that it was made with.
public struct EngineAnswer: Sendable {
  public let analysis: VideoAnalysis
  public let model: AnalysisReport.Model

  /// An analysis with its model.
  public init(analysis: VideoAnalysis, model: AnalysisReport.Model) {
    self.analysis = analysis
    self.model = model
  }

  /// The answer as clients get it.
  public func report(_ options: ReportOptions = ReportOptions()) -> AnalysisReport {
    AnalysisReport(analysis, model: model, options: options)
  }
}

/// How far an analysis is.
public struct EngineProgress: Sendable, Equatable {
  /// What is being worked on.
  public enum Stage: UInt8, Sendable, CaseIterable {
    /// The video is opened.
    case opening
    /// Frames are looked at.
    case pictures
    /// All frames are done; the rest of the sound is measured.
    case sound
  }

  /// The share of the pictures that is done, 0…1.
  public let share: Double
  public let stage: Stage

  /// Nothing is done yet.
  public static let none = EngineProgress(share: 0, stage: .opening)

  /// A share of a stage.
  public init(share: Double, stage: Stage) {
    self.share = min(1, max(0, share))
    self.stage = stage
  }

  /// What the analyzer tells of its pictures.
  public init(pictures share: Double) {
    self.init(share: share, stage: share < 1 ? .pictures : .sound)
  }
}
