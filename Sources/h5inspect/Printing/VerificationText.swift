import Keras

/// How a model compares with Keras, in words and columns.
struct VerificationText {
  let report: KerasFileReport

  var text: String {
    guard let verification = report.verification else { return ReportText(report).summary }
    if let error = verification.error { return "\(report.file)\nnot compared: \(error)" }
    let table = TextTable(
      heads: ["value", "agrees", "maximum difference", "maximum ulp", "cosine"], wordColumns: 2,
      rows: verification.comparisons.map { comparison in
        [
          comparison.name, comparison.agrees ? "yes" : "NO", comparison.maximumDifference.short,
          comparison.maximumUlp.grouped, "\((comparison.cosine * 1e9).rounded() / 1e9)",
        ]
      })
    var lines = ["file  \(report.file)", ""] + table.lines + [""]
    if !verification.passedOver.isEmpty {
      lines.append(
        "not called here: " + verification.passedOver.joined(separator: ", "))
    }
    if let first = verification.firstDifference {
      lines.append(
        "differs from Keras: \(first.name) is the first, by up to \(first.maximumDifference.short) "
          + "(\(first.maximumUlp.grouped) ulp, cosine \(first.cosine)); allowed are "
          + "\(verification.absoluteTolerance) + \(verification.relativeTolerance) of the value")
    } else if verification.agrees {
      lines.append(
        "agrees with Keras: every value within \(verification.absoluteTolerance) + "
          + "\(verification.relativeTolerance) of it")
    } else {
      lines.append("not compared: the golden file has no values")
    }
    return lines.joined(separator: "\n")
  }
}
