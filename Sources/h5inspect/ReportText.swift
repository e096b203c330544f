import Keras

/// A report in words and columns.
struct ReportText {
  let report: KerasFileReport

  init(_ report: KerasFileReport) {
    self.report = report
  }

  var text: String {
    (facts + table + verdict).joined(separator: "\n")
  }

  private var facts: [String] {
    var facts = [("file", report.file)]
    if let kind = report.kind { facts.append(("kind", ReportText.words(for: kind))) }
    if report.kind != nil { facts.append(("Keras version", report.kerasVersion ?? "none")) }
    if let backend = report.backend { facts.append(("backend", backend)) }
    if let name = report.modelName {
      facts.append(("model", "\(name) (\(report.modelClass ?? "?"))"))
    }
    if !report.storedTypes.isEmpty {
      facts.append(("weights", report.storedTypes.joined(separator: ", ")))
    }
    if !report.policies.isEmpty {
      facts.append(("dtype", report.policies.joined(separator: ", ")))
    }
    for input in report.inputs { facts.append(("input", ReportText.words(for: input))) }
    for output in report.outputs { facts.append(("output", ReportText.words(for: output))) }
    if let parameters = report.parameters {
      facts.append(("parameters", parameters.grouped))
    }
    if let multiplyAdds = report.multiplyAdds {
      facts.append(("multiply-adds", multiplyAdds.grouped))
    }
    if let count = report.nonFiniteWeights {
      facts.append(("NaN or infinite", count.grouped))
    }
    let width = facts.map(\.0.count).max() ?? 0
    return facts.map { $0.0.padded(to: width) + "  " + $0.1 }
  }

  private var table: [String] {
    guard !report.layers.isEmpty else { return [] }
    let heads = ["layer", "class", "output shape", "parameters", "multiply-adds"]
    let rows = report.layers.map { layer in
      [
        layer.name, layer.className, layer.outputShape.map(ReportText.words(for:)) ?? "?",
        layer.parameters.grouped, layer.multiplyAdds?.grouped ?? "?",
      ]
    }
    let widths = heads.indices.map { column in
      ([heads] + rows).map { $0[column].count }.max() ?? 0
    }
    let lines = ([heads] + rows).map { row in
      row.indices.map { column in
        column < 3
          ? row[column].padded(to: widths[column]) : row[column].aligned(to: widths[column])
      }.joined(separator: "  ")
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    return ["", lines[0], rule] + lines.dropFirst()
  }

  private var verdict: [String] {
    switch report.verdict {
    case .runs:
      return ["", "runs on this runtime: yes"]
    case .unsupported:
      return ["", "runs on this runtime: no, not supported:"]
        + report.refusals.map { "  - \($0)" }
    case .invalid:
      return ["", "runs on this runtime: no, invalid:", "  - \(report.error ?? "unknown")"]
    }
  }

  private static func words(for kind: FileKind) -> String {
    switch kind {
    case .wholeModel: "whole model (structure and weights)"
    case .weights: "weights only"
    case .nestedWeights: "weights only, under /model_weights"
    case .earlyWeights: "weights only, of Keras before 1.0"
    case .checkpoint: "weights only, of Keras 3 (.weights.h5)"
    case .archive: "zip archive of Keras 3 (.keras)"
    }
  }

  private static func words(for value: ValueSummary) -> String {
    "\(value.name) \(words(for: value.dimensions))"
  }

  private static func words(for dimensions: [Int?]) -> String {
    "(" + dimensions.map { $0.map { String($0) } ?? "any" }.joined(separator: ", ") + ")"
  }
}

extension String {
  /// Filled with spaces behind.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  /// Filled with spaces before.
  fileprivate func aligned(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}

extension Int {
  /// With commas between groups of three digits.
  fileprivate var grouped: String {
    let digits = String(magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return self < 0 ? "-" + text : text
  }
}
