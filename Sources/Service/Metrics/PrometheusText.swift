/// Metrics in the text format of Prometheus, version 0.0.4.
struct PrometheusText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private(set) var text = ""

  /// One metric with a value for each set of labels.
  mutating func add(
    _ name: String, _ kind: Kind, _ help: String,
    _ values: [(labels: [(String, String)], value: Double)]
  ) {
    begin(name, kind, help)
    for (labels, value) in values { line(name, labels, value) }
  }

  /// One histogram of seconds for each set of labels.
  mutating func add(
    _ name: String, _ help: String, _ values: [(labels: [(String, String)], histogram: Histogram)]
  ) {
    begin(name, .histogram, help)
    for (labels, histogram) in values {
      var total = 0
      for (index, bound) in Histogram.bounds.enumerated() {
        total += histogram.counts[index]
        line(name + "_bucket", labels + [("le", "\(bound)")], Double(total))
      }
      line(name + "_bucket", labels + [("le", "+Inf")], Double(histogram.count))
      line(name + "_sum", labels, histogram.sum)
      line(name + "_count", labels, Double(histogram.count))
    }
  }

  enum Kind: String {
    case counter, gauge, histogram
  }

  private mutating func begin(_ name: String, _ kind: Kind, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    let list = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
    let number = Int(exactly: value).map(String.init) ?? "\(value)"
    text += list.isEmpty ? "\(name) \(number)\n" : "\(name){\(list)} \(number)\n"
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
  }
}
