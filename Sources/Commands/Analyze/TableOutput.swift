import AnalysisResult

/// Answers for reading in a terminal.
enum TableOutput {
  static func text(_ answers: [Answer], timeline: Bool) -> String {
    answers.compactMap { answer in
      guard case .success(let (_, report)) = answer.outcome else { return nil }
      return block(file: answer.file, report)
        + (timeline ? "\n" + stretches(report) + "\n" + moments(report) : "")
    }.joined(separator: "\n")
  }

  private static func block(file: String, _ report: AnalysisReport) -> String {
    let result = report.facialAnalysisResult
    let details = report.details
    var lines = [file]
    lines.append(
      "  \(details.sampledFrames) moments in \(details.duration) s, a face in "
        + "\(details.faceFrames) of them")
    let ranked = Emotion.allCases.sorted {
      let (first, second) = (result.emotions[$0] ?? 0, result.emotions[$1] ?? 0)
      return first == second ? $0.index < $1.index : first > second
    }
    for emotion in ranked {
      let percent = result.emotions[emotion] ?? 0
      lines.append(
        "  \(emotion.rawValue.padded(14))\("\(percent) %".paddedLeft(6))  \(bar(percent))")
    }
    for (name, score) in [
      ("confidence", result.confidence), ("eyeContact", result.eyeContact),
      ("speechClarity", result.speechClarity), ("overallScore", result.overallScore),
    ] {
      lines.append("  \(name.padded(14))\((score.map { "\($0)" } ?? "–").paddedLeft(4))")
    }
    lines.append("  \(result.feedback)")
    for note in details.notes { lines.append("  note on \(note.field): \(note.reason)") }
    if let timing = details.timing {
      lines.append(
        "  decode \(timing.decode) ms, detect \(timing.detect) ms, landmarks \(timing.landmarks) ms, "
          + "infer \(timing.infer) ms")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func stretches(_ report: AnalysisReport) -> String {
    let header = "  " + "from".paddedLeft(9) + "to".paddedLeft(9) + "  stretch"
    let rows = (report.segments ?? []).map { segment in
      let name: String
      switch segment.kind {
      case .expression:
        let percent = segment.probability.map { " (\(($0 * 1000).rounded() / 10) %)" } ?? ""
        name = (segment.emotion?.rawValue ?? "") + percent
      case .noFace: name = "no face"
      case .away: name = "away: " + (segment.direction?.rawValue ?? "")
      case .silence: name = "silence"
      }
      return "  " + "\(segment.start)".paddedLeft(9) + "\(segment.end)".paddedLeft(9) + "  "
        + name
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  private static func moments(_ report: AnalysisReport) -> String {
    let header =
      "  " + "time".paddedLeft(9) + "  " + "face".padded(22)
      + Emotion.allCases.map { $0.rawValue.paddedLeft(9) }.joined()
    let rows = (report.timeline ?? []).map { entry in
      let face = entry.face.map { "\($0)" } ?? "none"
      let values = Emotion.allCases.map { emotion in
        (entry.emotions?[emotion]).map { "\(($0 * 1000).rounded() / 10) %" } ?? ""
      }
      return "  " + "\(entry.time)".paddedLeft(9) + "  " + face.padded(22)
        + values.map { $0.paddedLeft(9) }.joined()
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// One block for each five percent, rounded.
  private static func bar(_ percent: Int) -> String {
    String(repeating: "█", count: (percent + 2) / 5)
  }
}

extension String {
  /// Filled with spaces on the right to at least this many characters.
  func padded(_ width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// Filled with spaces on the left to at least this many characters.
  func paddedLeft(_ width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
