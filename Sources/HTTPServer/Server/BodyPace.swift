/// Judges how fast a body comes. Counts only the time that the server spends waiting, so a slow
/// handler is no fault of the client, and judges every window anew, so a fast beginning is no
/// credit for a trickle. A pure value, to be tested without a clock.
struct BodyPace {
  private let idleTimeout: Duration
  private let minimumBytesPerSecond: Int
  private let window: Duration
  private var idle: Duration = .zero
  private var windowWaited: Duration = .zero
  private var windowBytes = 0

  init(idleTimeout: Duration, minimumBytesPerSecond: Int, window: Duration) {
    self.idleTimeout = idleTimeout
    self.minimumBytesPerSecond = minimumBytesPerSecond
    self.window = window
  }

  /// How long to wait before the pace has to be judged.
  var patience: Duration { min(idleTimeout - idle, window - windowWaited) }

  mutating func received(_ count: Int) {
    idle = .zero
    windowBytes += count
  }

  /// Accounts for time spent waiting.
  ///
  /// - Returns: false if the client is too slow.
  mutating func waited(_ time: Duration) -> Bool {
    idle += time
    windowWaited += time
    if idle >= idleTimeout { return false }
    if windowWaited >= window {
      let expected = Double(minimumBytesPerSecond) * windowWaited.seconds
      if Double(windowBytes) < expected { return false }
      windowWaited = .zero
      windowBytes = 0
    }
    return true
  }
}
