import Keras

/// A report in words and columns.
struct ReportText {
  let report: KerasFileReport

  init(_ report: KerasFileReport) {
    self.report = report
  }

  /// Everything.
  var text: String {
    (facts + layers + weights + warnings + verdict).joined(separator: "\n")
  }

  /// Without the tables.
  var summary: String {
    (facts + warnings + verdict).joined(separator: "\n")
  }

  private var facts: [String] {
    var facts = [("file", report.file)]
    if report.fileSize > 0 { facts.append(("bytes", report.fileSize.grouped)) }
    if let digest = report.digest { facts.append(("SHA-256", digest)) }
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

  private var layers: [String] {
    guard !report.layers.isEmpty else { return [] }
    let table = TextTable(
      heads: [
        "layer", "class", "output shape", "parameters", "bytes", "multiply-adds", "FLOPs",
      ],
      wordColumns: 3,
      rows: report.layers.map { layer in
        [
          layer.name, layer.className, layer.outputShape.map(ReportText.words(for:)) ?? "?",
          layer.parameters.grouped, layer.bytes.grouped, layer.multiplyAdds?.grouped ?? "?",
          layer.operations?.grouped ?? "?",
        ]
      })
    return [""] + table.lines
  }

  private var weights: [String] {
    guard !report.weights.isEmpty else { return [] }
    let table = TextTable(
      heads: [
        "weight", "shape", "type", "minimum", "maximum", "mean", "deviation", "zeros", "NaN/∞",
      ],
      wordColumns: 3,
      rows: report.weights.map { weight in
        [
          weight.path, ReportText.words(for: weight.dimensions), weight.storedType,
          weight.minimum?.short ?? "-", weight.maximum?.short ?? "-", weight.mean?.short ?? "-",
          weight.standardDeviation?.short ?? "-", weight.zeros.grouped,
          (weight.notANumber + weight.infinite).grouped,
        ]
      })
    return [""] + table.lines
  }

  private var warnings: [String] {
    report.warnings.isEmpty ? [] : ["", "warnings:"] + report.warnings.map { "  - \($0)" }
  }

  private var verdict: [String] {
    switch report.verdict {
    case .runs:
      return ["", "runs on this runtime: yes"]
    case .unsupported:
      return ["", "runs on this runtime: no, not supported:"]
        + report.refusals.map { "  - \($0)" }
    case .invalid:
      return ["", "runs on this runtime: no, invalid:"] + report.errors.map { "  - \($0)" }
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

  static func words(for dimensions: [Int?]) -> String {
    "(" + dimensions.map { $0.map { String($0) } ?? "any" }.joined(separator: ", ") + ")"
  }
}
