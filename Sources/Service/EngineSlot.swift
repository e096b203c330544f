import Synchronization
import Workers

/// The place where the engine is once it is loaded. Requests that come earlier are told 503.
public final class EngineSlot: Sendable {
  private let stored = Mutex<(any AnalysisEngine)?>(nil)

  public init(_ engine: (any AnalysisEngine)? = nil) {
    stored.withLock { $0 = engine }
  }

  /// Makes the engine available.
  public func fill(_ engine: any AnalysisEngine) {
    stored.withLock { $0 = engine }
  }

  var engine: (any AnalysisEngine)? { stored.withLock { $0 } }

  /// Whether a video that comes now finds somebody to analyse it.
  var isReady: Bool { engine?.isReady ?? false }
}
