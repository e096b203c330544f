import Glibc

/// How many descriptors this process may have.
enum DescriptorLimit {
  /// What everything but connections needs.
  private static let others = 64
  /// A connection that uploads has a file beside its socket.
  private static let perConnection = 2
  /// Of a small limit, this part at least is for connections.
  private static let leastShare = 4

  /// Raises the soft limit, within the hard one, to what so many connections need.
  ///
  /// - Returns: how many connections the limit allows, at most as many as asked for, at least 1.
  static func raise(forConnections count: Int) -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return count }
    let wanted = rlim_t(others + perConnection * count)
    if limit.rlim_cur < wanted {
      limit.rlim_cur = min(wanted, limit.rlim_max)
      setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
      getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
    guard limit.rlim_cur < wanted else { return count }
    let current = Int(limit.rlim_cur)
    let affordable = max((current - others) / perConnection, current / leastShare, 1)
    return min(count, affordable)
  }
}
