/// Keeps the speaker's face and takes everybody else's out.
///
/// The track with the greatest sum of prominence is the speaker's. Faces are not recognised, so
/// that another track counts as the same person come back when its faces are about as large;
/// much smaller or larger ones are other people.
struct SpeakerSelection {
  private static let similarSides = 0.6...(1 / 0.6)

  /// The observations with faces of other people left out.
  static func speakerOnly(_ observations: [FaceObservation]) -> [FaceObservation] {
    var prominence: [Int: Double] = [:]
    var sides: [Int: [Double]] = [:]
    for face in observations.lazy.compactMap(\.face) {
      prominence[face.track, default: 0] += face.prominence
      sides[face.track, default: []].append(face.eyeDistance)
    }
    guard prominence.count > 1 else { return observations }
    // Dictionaries have no order; of equals, the first track is the speaker's.
    let main = prominence.max { ($0.value, $1.key) < ($1.value, $0.key) }
    guard let main, let side = median(sides[main.key] ?? []), side > 0 else { return observations }
    let kept = Set(
      sides.filter { track, found in
        track == main.key || median(found).map { similarSides.contains($0 / side) } ?? false
      }.keys)
    return observations.map { observation in
      guard let face = observation.face, !kept.contains(face.track) else { return observation }
      return FaceObservation(time: observation.time, face: nil)
    }
  }
}

/// The median; the mean of the middle two of an even number, nil of none.
func median(_ values: some Collection<Double>) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count.isMultiple(of: 2) ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
}
