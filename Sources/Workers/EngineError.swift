import AnalysisResult

/// Why an engine has no answer.
public enum EngineError: Error, Sendable, Equatable {
  /// The analysis itself has none.
  case analysis(AnalysisError)
  /// There is nobody to analyse the video; the reason is for the log.
  case notReady(reason: String)
  /// It took longer than it may.
  case deadline
  /// The video needs more memory than a worker may have.
  case memory
  /// The worker did not survive the video, or cannot be trusted any more; the reason is for the
  /// log.
  case crashed(reason: String)
  /// Workers were killed from outside, twice.
  case lost
}

extension EngineError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .analysis(let error):
      return error.description
    case .notReady(let reason):
      return "No worker is ready to analyse the video (\(reason)); try again in a moment."
    case .deadline:
      return "The analysis took longer than it may; send a shorter or smaller video."
    case .memory:
      return "The video needs more memory than an analysis may have; send it with fewer pixels, or "
        + "allow workers more memory."
    case .crashed:
      return "The video is damaged in a way that decoders do not survive; export it again."
    case .lost:
      return "The process that analysed the video was ended from outside, perhaps for want of "
        + "memory on this machine; try again later."
    }
  }
}

/// Why there are no workers.
public enum WorkerError: Error, Sendable, Equatable {
  /// The program cannot be started.
  case start(program: String, reason: String)
  /// A worker says why it cannot work, for instance that the model cannot be used.
  case refused(reason: String)
  /// A worker ended, or said nothing sensible, before it was ready.
  case unready(reason: String)
  /// The pool was stopped.
  case stopped
}

extension WorkerError: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .start(let program, let reason):
      return "The worker \(program) cannot be started (\(reason)); install mien-worker beside mien."
    case .refused(let reason):
      return reason
    case .unready(let reason):
      return "A worker was not ready to work: \(reason)."
    case .stopped:
      return "The workers were stopped."
    }
  }
}
