import AnalysisResult

/// Answers as comma-separated values (RFC 4180, lines end with a line feed).
enum CSVOutput {
  static func text(_ answers: [Answer], timeline: Bool) -> String {
    let rows = timeline ? timelineRows(answers) : summaryRows(answers)
    return rows.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func summaryRows(_ answers: [Answer]) -> [[String]] {
    let emotions = Emotion.allCases
    let header =
      ["file", "seconds", "sampledFrames", "faceFrames"] + emotions.map(\.rawValue)
      + ["confidence", "eyeContact", "speechClarity", "overallScore", "error"]
    let rows = answers.map { answer -> [String] in
      switch answer.outcome {
      case .success(let (_, report)):
        let result = report.facialAnalysisResult
        let details = report.details
        let head = [
          answer.file, "\(details.duration)", "\(details.sampledFrames)", "\(details.faceFrames)",
        ]
        let tail = [
          "\(result.confidence)", text(result.eyeContact), text(result.speechClarity),
          "\(result.overallScore)", "",
        ]
        return head + emotions.map { text(result.emotions[$0]) } + tail
      case .failure(let error):
        let empty = [String](repeating: "", count: header.count - 2)
        return [answer.file] + empty + [error.description]
      }
    }
    return [header] + rows
  }

  private static func timelineRows(_ answers: [Answer]) -> [[String]] {
    let emotions = Emotion.allCases
    let header =
      ["file", "time", "frame", "faces", "x", "y", "width", "height"] + emotions.map(\.rawValue)
    var rows = [header]
    for answer in answers {
      guard case .success(let (_, report)) = answer.outcome else { continue }
      for entry in report.timeline ?? [] {
        let face = entry.face
        let head = [answer.file, "\(entry.time)", "\(entry.frame)", text(entry.faces)]
        let box = [text(face?.x), text(face?.y), text(face?.width), text(face?.height)]
        rows.append(head + box + emotions.map { text(entry.emotions?[$0]) })
      }
    }
    return rows
  }

  private static func text<Value>(_ value: Value?) -> String {
    value.map { "\($0)" } ?? ""
  }

  /// A field with a comma, a quote or a line break stands in quotes.
  static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\"" + field.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
