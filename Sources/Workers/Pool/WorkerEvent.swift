import Isolation

/// What is to be told of workers, to a log.
public enum WorkerEvent: Sendable, Equatable {
  /// A worker is ready.
  case ready(process: Int32, measures: Confinement.Measures, warnings: [String])
  /// A worker ended; `words` is what is known beside.
  case ended(process: Int32, reason: WorkerEndReason, words: String)
  /// A worker could not be started; it is tried again.
  case failed(WorkerError)
}
