/// Workers, and how often they were replaced.
public struct WorkerFigures: Sendable, Equatable {
  /// Those that are ready or at work.
  public var workers = 0
  /// Those of them that are at work.
  public var busy = 0
  /// How often workers ended, by reason.
  public var restarts: [WorkerEndReason: Int] = [:]

  /// No workers.
  public init() {}
}

/// Why a worker ended.
public enum WorkerEndReason: String, Sendable, CaseIterable {
  /// It crashed.
  case crash
  /// It ran out of memory.
  case memory
  /// It made a system call that it may not.
  case forbidden
  /// It was killed from outside.
  case killed
  /// It used up its processor time.
  case processor
  /// It was killed because its video took too long.
  case deadline
  /// It was killed because it did not stop when it was told to.
  case cancelled
  /// What it said was not to be believed.
  case violation
  /// It could not be started.
  case start
  /// It had done as many jobs as a worker does.
  case renewed
  /// Its model was replaced.
  case reloaded
}
