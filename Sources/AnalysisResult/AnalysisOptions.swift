import MediaContract

/// What is looked at, and the bounds.
public struct AnalysisOptions: Sendable, Equatable, Codable {
  public var sampling: SamplingRule
  public var limits: MediaLimits
  public var scope: AnalysisScope

  public init(
    sampling: SamplingRule = .standard, limits: MediaLimits = MediaLimits(),
    scope: AnalysisScope = .full
  ) {
    self.sampling = sampling
    self.limits = limits
    self.scope = scope
  }
}
