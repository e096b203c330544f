/// Which frames of a video are looked at.
public enum SamplingRule: Sendable, Equatable, Codable {
  /// The first frame at or after each multiple of 1/rate seconds of presentation time.
  case perSecond(Double)
  /// Frames 0, N, 2N, … in presentation order.
  case everyNthFrame(Int)

  /// Six a second: what specs/service.md §3 asks for.
  public static let standard = SamplingRule.perSecond(6)
}
