import Keras

/// The objects of a file, indented by their depth.
struct ObjectText {
  let report: KerasFileReport

  var text: String {
    guard let objects = report.objects else {
      return ReportText(report).summary
    }
    return ([report.file] + objects.flatMap(lines)).joined(separator: "\n")
  }

  private func lines(_ object: ObjectSummary) -> [String] {
    let parts = object.path.split(separator: "/")
    let indent = String(repeating: "  ", count: parts.count)
    let name = parts.last.map(String.init) ?? "/"
    return ["\(indent)\(name)  \(object.content)"]
      + object.attributes.map { "\(indent)    @\($0)" }
  }
}
