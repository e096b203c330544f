import ArgumentParser
import MediaContract

/// Which frames are looked at.
struct SamplingOptions: ParsableArguments {
  @Option(name: .long, help: "Look at every Nth frame.")
  var every: Int?

  @Option(name: .long, help: "Look at this many frames a second (default 6).")
  var fps: Double?

  func validate() throws {
    if every != nil && fps != nil {
      throw ValidationError("Give --every or --fps, not both.")
    }
    if let every, every < 1 {
      throw ValidationError("--every is \(every); it must be 1 or more.")
    }
    if let fps, !(fps > 0 && fps <= 240) {
      throw ValidationError("--fps is \(fps); it must be above 0 and at most 240.")
    }
  }

  var rule: SamplingRule {
    if let every { return .everyNthFrame(every) }
    return fps.map { .perSecond($0) } ?? .standard
  }
}
