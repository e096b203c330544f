import SpeechScore

extension Array where Element == SpeechSegment {
  /// Stretches of speech from probabilities of successive steps: it begins at 0.5 and ends below
  /// 0.35, is widened by 30 ms on both sides and joined over less than 0.1 s; what is shorter than
  /// 0.1 s is dropped.
  ///
  /// - Parameter step: seconds between probabilities.
  init(probabilities: [Float], step: Double) {
    let padding = 0.03
    let shortest = 0.1
    var segments: [SpeechSegment] = []
    func add(from first: Int, to end: Int) {
      let start = Swift.max(0, Double(first) * step - padding)
      let stop = Double(end) * step + padding
      if let last = segments.indices.last, start - segments[last].end < shortest {
        segments[last].end = stop
      } else {
        segments.append(SpeechSegment(start: start, end: stop))
      }
    }
    var first: Int?
    for (index, probability) in probabilities.enumerated() {
      if let begun = first {
        if probability < 0.35 {
          add(from: begun, to: index)
          first = nil
        }
      } else if probability >= 0.5 {
        first = index
      }
    }
    if let first { add(from: first, to: probabilities.count) }
    self = segments.filter { $0.duration >= shortest }
  }

  /// For each time, whether it lies in a segment that is widened on both sides; the times rise.
  func contains(times: some Sequence<Double>, before: Double = 0, after: Double = 0) -> [Bool] {
    var index = 0
    return times.map { time in
      while index < count, self[index].end + after < time { index += 1 }
      return index < count && self[index].start - before <= time
    }
  }
}
