import Glibc

extension GazeTrack {
  /// A gaze down is measured larger than it is, as lids hide the iris.
  private static let downward = 1.25
  private static let yawShare = 0.4
  /// Degrees from the lens of half contact, and how softly it ends.
  private static let halfContact = 9.5
  private static let softness = 1.2
  /// Seconds of a blink or a lost face that take their neighbours' contact.
  private static let longestGap = 0.7

  /// For each sample, the contact 0…1.
  func contact(bias: SIMD2<Double>) -> [Double] {
    let seen = faces.indices.filter { isSeen[$0] && !isClosed[$0] }
    let distances = seen.map { faces[$0].map { Self.distance(of: $0, bias: bias) } ?? 0 }
    var contact = [Double?](repeating: nil, count: faces.count)
    for (position, index) in seen.enumerated() {
      let previous = distances[max(position - 1, 0)]
      let next = distances[min(position + 1, distances.count - 1)]
      let middle = Self.median(previous, distances[position], next)
      contact[index] = 1 / (1 + exp((middle - Self.halfContact) / Self.softness))
    }
    return filled(contact)
  }

  /// Degrees from the lens, the turn of the head counted in part.
  private static func distance(of face: FaceMeasurement, bias: SIMD2<Double>) -> Double {
    let x = face.gazeX - bias.x
    var y = face.gazeY - bias.y
    if y < 0 { y /= downward }
    let turn = yawShare * face.yaw
    return (x * x + y * y + turn * turn).squareRoot()
  }

  private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double {
    max(min(a, b), min(max(a, b), c))
  }

  /// Short gaps get the mean of what stands beside them, long ones 0.
  private func filled(_ contact: [Double?]) -> [Double] {
    var result = contact.map { $0 ?? 0 }
    var index = 0
    while index < contact.count {
      guard contact[index] == nil else {
        index += 1
        continue
      }
      let start = index
      while index < contact.count, contact[index] == nil { index += 1 }
      let before = start > 0 ? contact[start - 1] : nil
      let after = index < contact.count ? contact[index] : nil
      let sides = [before, after].compactMap { $0 }
      let gap = times[min(index, times.count - 1)] - times[max(start - 1, 0)]
      guard gap <= Self.longestGap, !sides.isEmpty else { continue }
      let mean = sides.reduce(0, +) / Double(sides.count)
      for filled in start..<index { result[filled] = mean }
    }
    return result
  }
}
