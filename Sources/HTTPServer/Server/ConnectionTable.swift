/// Who is connected, from where and in what phase: which connections there are places for, and
/// which makes room when there are none. A pure value.
struct ConnectionTable {
  typealias Instant = ContinuousClock.Instant

  enum Phase: Equatable {
    /// For a request, or for its client to close.
    case waiting(since: Instant)
    case working
  }

  /// Where a newcomer stands.
  enum Admission: Equatable {
    case admitted
    /// In the place of this connection, which has to go.
    case admittedInstead(of: UInt64)
    case full
    /// The network of this client has all the places that one may have.
    case fullForNetwork
  }

  private struct Entry {
    var network: ClientNetwork
    var phase: Phase
  }

  /// How long a connection may wait undisturbed: a request that follows its connection at once
  /// is never cut off.
  static let minimumWait = Duration.milliseconds(100)

  private let maximumCount: Int
  private let maximumPerNetwork: Int
  private var entries: [UInt64: Entry] = [:]
  private var counts: [ClientNetwork: Int] = [:]

  init(maximumCount: Int, maximumPerNetwork: Int) {
    self.maximumCount = maximumCount
    self.maximumPerNetwork = maximumPerNetwork
  }

  var count: Int { entries.count }

  /// Finds a place for a connection and, where there is one, enters it.
  mutating func admit(_ key: UInt64, from network: ClientNetwork, now: Instant) -> Admission {
    var victim: UInt64?
    if counts[network, default: 0] >= maximumPerNetwork {
      victim = oldestWaiting(now: now) { $0 == network }
      if victim == nil { return entries.count >= maximumCount ? .full : .fullForNetwork }
    } else if entries.count >= maximumCount {
      victim = candidate(now: now)
      if victim == nil { return .full }
    }
    if let victim { remove(victim) }
    entries[key] = Entry(network: network, phase: .waiting(since: now))
    counts[network, default: 0] += 1
    return victim.map { .admittedInstead(of: $0) } ?? .admitted
  }

  mutating func setPhase(_ phase: Phase, of key: UInt64) { entries[key]?.phase = phase }

  mutating func remove(_ key: UInt64) {
    guard let entry = entries.removeValue(forKey: key) else { return }
    let left = counts[entry.network, default: 1] - 1
    counts[entry.network] = left == 0 ? nil : left
  }

  /// The connection to end where room is needed: of the network that has most of those that wait,
  /// the one that has waited longest. Nil if none has waited long enough. O(n).
  func candidate(now: Instant) -> UInt64? {
    var waiting: [ClientNetwork: Int] = [:]
    for entry in entries.values where Self.hasWaited(entry, now) {
      waiting[entry.network, default: 0] += 1
    }
    guard let most = waiting.values.max() else { return nil }
    return oldestWaiting(now: now) { waiting[$0] == most }
  }

  private func oldestWaiting(now: Instant, where isMeant: (ClientNetwork) -> Bool) -> UInt64? {
    var oldest: (key: UInt64, since: Instant)?
    for (key, entry) in entries where isMeant(entry.network) && Self.hasWaited(entry, now) {
      if case .waiting(let since) = entry.phase, since < oldest?.since ?? now {
        oldest = (key, since)
      }
    }
    return oldest?.key
  }

  private static func hasWaited(_ entry: Entry, _ now: Instant) -> Bool {
    guard case .waiting(let since) = entry.phase else { return false }
    return now - since >= minimumWait
  }
}

/// Where a client comes from, as far as places are shared out: one IPv4 address, or one IPv6
/// network of 64 bits, which is what one subscriber has.
struct ClientNetwork: Hashable, Sendable {
  var family: UInt8
  var prefix: UInt64
}
