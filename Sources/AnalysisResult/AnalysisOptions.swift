import MediaContract

/// What is looked at, and the bounds.
public struct AnalysisOptions: Sendable, Equatable, Codable {
  public var sampling: SamplingRule
  public var limits: MediaLimits
  public var scope: AnalysisScope
  /// How many segments of a long video may be analysed at once, by three threads each. The result
  /// does not depend on it.
  public var segmentsAtOnce: Int

  public init(
    sampling: SamplingRule = .standard, limits: MediaLimits = MediaLimits(),
    scope: AnalysisScope = .full, segmentsAtOnce: Int = 1
  ) {
    self.sampling = sampling
    self.limits = limits
    self.scope = scope
    self.segmentsAtOnce = segmentsAtOnce
  }
}
