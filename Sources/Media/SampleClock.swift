import MediaContract

/// Decides frame by frame what is sampled. Pure: no clock but the frames' own.
///
/// When the expected length would give more than the permitted number of samples, they are spread
/// evenly over the whole instead of being taken from its beginning.
struct SampleClock {
  private let step: Step
  private let maximumSamples: Int
  private var lastCell = -1
  private(set) var taken = 0

  private enum Step {
    case seconds(Double)
    case frames(Int)
  }

  /// Presentation times are rationals that arrive rounded; half a millisecond is less than any
  /// frame distance and more than any rounding.
  private static let timeTolerance = 0.0005
  /// Times beyond this, 30 years, are no times; it keeps cells within the integers.
  private static let maximumTime = 1e9

  /// - Parameter start: the time of a frame whose interval others look after, as those before it;
  ///   nil where there is none.
  init(
    rule: SamplingRule, maximumSamples: Int, expectedDuration: Double?, expectedFrames: Int?,
    after start: Double? = nil
  ) {
    self.maximumSamples = max(1, maximumSamples)
    let limit = Double(self.maximumSamples)
    switch rule {
    case .perSecond(let rate):
      var interval = 1 / rate
      if let expectedDuration, expectedDuration / interval > limit {
        interval = expectedDuration / limit
      }
      step = .seconds(interval)
    case .everyNthFrame(let count):
      var stride = max(1, count)
      if let expectedFrames, expectedFrames / stride > self.maximumSamples {
        let times = (Double(expectedFrames) / Double(stride) / limit).rounded(.up)
        stride *= Int(times)
      }
      step = .frames(stride)
    }
    if let start, let cell = cell(at: start) { lastCell = cell }
  }

  /// True when the number of permitted samples is used up.
  var isExhausted: Bool { taken >= maximumSamples }

  /// The interval of time that a moment lies in, of which only the first frame is sampled; nil
  /// where frames are counted instead.
  func cell(at time: Double) -> Int? {
    guard case .seconds(let interval) = step else { return nil }
    let bounded = min(max(time, 0), Self.maximumTime)
    return Int(((bounded + Self.timeTolerance) / interval).rounded(.down))
  }

  /// Whether the frame with this number (in presentation order) and time in seconds is sampled.
  mutating func takes(frame: Int, at time: Double) -> Bool {
    guard !isExhausted else { return false }
    if let cell = cell(at: time) {
      guard cell > lastCell else { return false }
      lastCell = cell
    } else if case .frames(let stride) = step {
      guard frame.isMultiple(of: stride) else { return false }
    }
    taken += 1
    return true
  }
}
