import Glibc

/// How much of a video the speaker looked at the camera (specs/scores.md §2): a heuristic of
/// visible behaviour, for a speaker's own practice.
public struct EyeContact: Sendable, Equatable, Codable {
  /// 100 times the share of the video's time in contact, 0…100; absence of the face counts as none.
  public let score: Double
  /// For each sample, the contact: 0 away, 1 at the camera.
  public let contact: [Double]
  /// Seconds at a stretch, at least one, without contact.
  public let away: [AwayEvent]
  /// The share of the video's time in which a face was seen large enough, 0…1.
  public let coverage: Double
  /// Seconds in which a face was seen large enough.
  public let seconds: Double
  /// Times that the eyes closed, a minute of video. Six samples a second miss short blinks.
  public let blinksPerMinute: Double
  /// The standard deviation of the head's yaw in degrees.
  public let yawDeviation: Double
  /// Degrees to the right and up of the image that were taken off every gaze: the speaker's usual
  /// place to look at lies beside the lens.
  public let bias: SIMD2<Double>

  /// Measures eye contact from the observations of a whole video, in the order of their times.
  ///
  /// Faces of others than the speaker are left out first: the largest, most central track is the
  /// speaker's, as are later tracks whose faces are about as large.
  ///
  /// - Throws: ``EyeContactUnavailable`` where there is too little evidence for a number.
  public init(_ observations: [FaceObservation]) throws(EyeContactUnavailable) {
    let track = GazeTrack(SpeakerSelection.speakerOnly(observations))
    try track.check()
    bias = track.bias()
    contact = track.contact(bias: bias)
    let total = track.durations.reduce(0, +)
    score = 100 * zip(contact, track.durations).reduce(0) { $0 + $1.0 * $1.1 } / total
    away = AwayEvent.events(in: track, contact: contact, bias: bias)
    coverage = track.coverage
    seconds = track.seenSeconds
    blinksPerMinute = track.blinksPerMinute
    yawDeviation = track.yawDeviation
  }
}

/// Why eye contact has no number.
public enum EyeContactUnavailable: Error, Sendable, Equatable {
  /// A face was seen for less than 30 % of the time.
  case littleCoverage(share: Double)
  /// A face was seen for less than 2 seconds.
  case short(seconds: Double)
  /// Faces were seen, but most with eyes too small to tell where they look: the median distance of
  /// the outer corners is below 18 pixels.
  case smallFace(eyeDistance: Double)
}

extension EyeContactUnavailable: CustomStringConvertible {
  /// What was found, what is needed and what to do.
  public var description: String {
    switch self {
    case .littleCoverage(let share):
      "A face was seen in \(Int((100 * share).rounded(.down))) % of the video; eye contact needs 30 %."
        + " Face the camera, with light on the face."
    case .short(let seconds):
      "A face was seen for \((seconds * 10).rounded() / 10) s; eye contact needs 2 s. Record a"
        + " longer video."
    case .smallFace(let distance):
      "The eyes are \(Int(distance.rounded())) pixels apart; eye contact needs "
        + "\(Int(GazeTrack.leastEyeDistance)). Sit closer or record a larger picture."
    }
  }
}
