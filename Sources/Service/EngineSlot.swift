import FacialAnalysis
import Synchronization

/// The place where the engine is once it is loaded. Requests that come earlier are told 503.
public final class EngineSlot: Sendable {
  private let stored = Mutex<Analyzer?>(nil)

  public init(_ analyzer: Analyzer? = nil) {
    stored.withLock { $0 = analyzer }
  }

  /// Makes the engine available.
  public func fill(_ analyzer: Analyzer) {
    stored.withLock { $0 = analyzer }
  }

  var analyzer: Analyzer? { stored.withLock { $0 } }
}
