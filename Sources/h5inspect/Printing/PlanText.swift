import Keras

/// What the runtime executes, in words and columns.
struct PlanText {
  let report: KerasFileReport

  var text: String {
    guard let plan = report.plan else { return ReportText(report).summary }
    let table = TextTable(
      heads: ["step", "operation", "algorithm", "output shape", "parameters", "multiply-adds"],
      wordColumns: 4,
      rows: plan.nodes.map { node in
        [
          node.name, node.operation, node.algorithm, ReportText.words(for: node.outputShape),
          node.parameters.grouped, node.multiplyAdds.grouped,
        ]
      })
    let facts = [
      "file           \(report.file)",
      "steps          \(plan.nodes.count), of \(plan.originalNodes) before the optimiser",
      "multiply-adds  \(plan.multiplyAdds.grouped) for one sample",
      "weights        \(plan.weightBytes.grouped) bytes, shared by all threads",
      "memory         \(plan.peakBytes.grouped) bytes for each thread",
      "",
    ]
    return (facts + table.lines).joined(separator: "\n")
  }
}
