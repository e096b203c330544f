/// Tells from packets, which come in decoding order, which frames cannot be sampled, so that the
/// decoder may leave out those of them that no other frame needs; and counts all of them.
///
/// Only the first frame of each of the clock's intervals is sampled. A frame is not the first when
/// an earlier one of the same interval is known; whatever comes later cannot change that.
struct SampleForecast {
  /// The earliest time that is known in each of the recent intervals.
  private var earliest: [Int: Double] = [:]
  /// Times of packets that are not yet counted.
  private var pending: [Double] = []
  private var counted = 0
  /// The largest time that was seen.
  private(set) var latestTime = 0.0

  /// Packets are reordered by a few frames; intervals further back than this get no more of them.
  private static let rememberedCells = 256

  /// Takes note of the next packet: the time of its frame and the interval that this lies in.
  ///
  /// - Returns: whether the frame cannot be sampled.
  mutating func excludes(time: Double, cell: Int) -> Bool {
    pending.append(time)
    latestTime = max(latestTime, time)
    if let known = earliest[cell], known < time { return true }
    earliest[cell] = time
    if earliest.count > 2 * Self.rememberedCells {
      earliest = earliest.filter { $0.key > cell - Self.rememberedCells }
    }
    return false
  }

  /// Number of the frame at this time, from 0, left-out frames counted. Times rise from call to
  /// call.
  mutating func number(ofFrameAt time: Double) -> Int {
    let before = pending.count
    pending.removeAll { $0 < time }
    counted += before - pending.count
    return counted
  }

  /// Number of all packets.
  var total: Int { counted + pending.count }
}
