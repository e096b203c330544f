import Synchronization

/// How often each client may ask: a bucket of tokens for each, filled at a constant rate.
final class RateLimit: Sendable {
  private struct Bucket {
    var tokens: Double
    var filled: ContinuousClock.Instant
  }

  private let perMinute: Double
  private let buckets = Mutex<[String: Bucket]>([:])

  /// Clients that are remembered at the same time: what bounds the memory.
  static let maximumClients = 10_000

  /// - Parameter perMinute: requests a minute; as many may come at once.
  init(perMinute: Int) { self.perMinute = Double(perMinute) }

  /// Takes a token of a client.
  ///
  /// - Returns: nil if there was one, else after how many seconds there will be.
  func take(client: String, now: ContinuousClock.Instant = .now) -> Int? {
    buckets.withLock { buckets in
      if buckets[client] == nil && buckets.count >= Self.maximumClients {
        makeRoom(in: &buckets, now: now)
      }
      var bucket = buckets[client] ?? Bucket(tokens: perMinute, filled: now)
      bucket.tokens = tokens(of: bucket, now: now)
      bucket.filled = now
      defer { buckets[client] = bucket }
      guard bucket.tokens >= 1 else {
        return Int(((1 - bucket.tokens) * 60 / perMinute).rounded(.up))
      }
      bucket.tokens -= 1
      return nil
    }
  }

  private func tokens(of bucket: Bucket, now: ContinuousClock.Instant) -> Double {
    let seconds = (now - bucket.filled) / .seconds(1)
    return min(perMinute, bucket.tokens + seconds * perMinute / 60)
  }

  /// Forgets clients whose buckets are full again, which changes nothing; if there are none, the one
  /// that was silent the longest.
  private func makeRoom(in buckets: inout [String: Bucket], now: ContinuousClock.Instant) {
    let count = buckets.count
    buckets = buckets.filter { tokens(of: $0.value, now: now) < perMinute }
    guard buckets.count == count else { return }
    if let oldest = buckets.min(by: { $0.value.filled < $1.value.filled }) {
      buckets[oldest.key] = nil
    }
  }
}
