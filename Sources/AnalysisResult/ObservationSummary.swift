/// The observations of a video, weighed and counted once for all scores.
struct ObservationSummary {
  /// A stretch of samples without a face.
  struct Absence: Equatable {
    let start: Double
    let end: Double
    var seconds: Double { end - start }
  }

  let samples: Int
  let faceSamples: Int
  /// Seconds that the samples with a face stand for.
  let faceSeconds: Double
  /// Mean probabilities over the samples with a face.
  let mean: EmotionValues
  /// Standard deviation of each probability over the samples with a face.
  let deviation: EmotionValues
  /// For each emotion, the share of samples with a face in which it was the strongest.
  let dominance: EmotionValues
  let absences: [Absence]
  let mostFaces: Int
  /// Share of the samples in which faces were counted that had more than one.
  let severalFacesShare: Double

  init(_ observations: [FrameObservation]) {
    samples = observations.count
    let faces = observations.compactMap(\.emotions)
    faceSamples = faces.count
    let durations = Self.durations(of: observations)
    faceSeconds = zip(observations, durations).reduce(0) { sum, pair in
      pair.0.face == nil ? sum : sum + pair.1
    }
    mean = Self.mean(of: faces)
    deviation = Self.deviation(of: faces, around: mean)
    dominance = Self.dominance(in: faces)
    absences = Self.absences(in: observations, durations: durations)
    let counts = observations.compactMap(\.facesSeen)
    mostFaces = counts.max() ?? 0
    let several = counts.count { $0 > 1 }
    severalFacesShare = counts.isEmpty ? 0 : Double(several) / Double(counts.count)
  }

  /// Share of the samples in which a face was found, 0…1.
  var coverage: Double { samples == 0 ? 0 : Double(faceSamples) / Double(samples) }

  /// Each sample stands for the time until the next; the last for as long as the one before it.
  static func durations(of observations: [FrameObservation]) -> [Double] {
    var durations = zip(observations, observations.dropFirst()).map { max(0, $1.time - $0.time) }
    if !observations.isEmpty { durations.append(durations.last ?? 0) }
    return durations
  }

  private static func mean(of faces: [EmotionValues]) -> EmotionValues {
    var mean = EmotionValues()
    guard !faces.isEmpty else { return mean }
    for emotion in Emotion.allCases {
      mean[emotion] = faces.reduce(0) { $0 + $1[emotion] } / Double(faces.count)
    }
    return mean
  }

  private static func deviation(
    of faces: [EmotionValues], around mean: EmotionValues
  ) -> EmotionValues {
    var deviation = EmotionValues()
    guard !faces.isEmpty else { return deviation }
    for emotion in Emotion.allCases {
      let squares = faces.reduce(0) { sum, face in
        let difference = face[emotion] - mean[emotion]
        return sum + difference * difference
      }
      deviation[emotion] = (squares / Double(faces.count)).squareRoot()
    }
    return deviation
  }

  private static func dominance(in faces: [EmotionValues]) -> EmotionValues {
    var shares = EmotionValues()
    for face in faces { shares[face.dominant] += 1 / Double(faces.count) }
    return shares
  }

  private static func absences(
    in observations: [FrameObservation], durations: [Double]
  ) -> [Absence] {
    var absences: [Absence] = []
    var start: Double?
    for (observation, duration) in zip(observations, durations) {
      if observation.face == nil {
        let from = start ?? observation.time
        start = from
        let end = observation.time + duration
        if let last = absences.last, last.start == from { absences.removeLast() }
        absences.append(Absence(start: from, end: end))
      } else {
        start = nil
      }
    }
    return absences
  }
}
