import FoundationEssentials

/// Answers as JSON: one object for one file, an array for several.
enum JSONOutput {
  private struct Entry: Encodable {
    let answer: Answer

    private enum CodingKeys: String, CodingKey {
      case file, error
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(answer.file, forKey: .file)
      switch answer.outcome {
      case .success(let success): try success.report.encode(to: encoder)
      case .failure(let error): try container.encode(error.description, forKey: .error)
      }
    }
  }

  static func text(_ answers: [Answer]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let entries = answers.map(Entry.init)
    let data =
      if entries.count == 1 { try encoder.encode(entries[0]) } else { try encoder.encode(entries) }
    return String(decoding: data, as: UTF8.self) + "\n"
  }
}
