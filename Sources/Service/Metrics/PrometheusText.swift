/// Metrics in the text format of Prometheus, version 0.0.4.
struct PrometheusText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  enum Kind: String {
    case counter, gauge, histogram
  }

  private(set) var text = ""

  /// Describes a metric, whose lines follow.
  mutating func begin(_ name: String, _ kind: Kind, help: String?) {
    if let help { text += "# HELP \(name) \(help)\n" }
    text += "# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func line(_ name: String, _ labels: [PrometheusMetrics.Label], _ value: Double) {
    let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
    let number = Int(exactly: value).map(String.init) ?? "\(value)"
    text += list.isEmpty ? "\(name) \(number)\n" : "\(name){\(list)} \(number)\n"
  }

  /// The lines of a histogram.
  mutating func lines(_ name: String, _ labels: [PrometheusMetrics.Label], _ histogram: Histogram) {
    func bucket(_ bound: String) -> [PrometheusMetrics.Label] {
      labels + [PrometheusMetrics.Label(name: "le", value: bound)]
    }
    var total = 0
    for (index, bound) in Histogram.bounds.enumerated() {
      total += histogram.counts[index]
      line(name + "_bucket", bucket("\(bound)"), Double(total))
    }
    line(name + "_bucket", bucket("+Inf"), Double(histogram.count))
    line(name + "_sum", labels, histogram.sum)
    line(name + "_count", labels, Double(histogram.count))
  }

  /// A name as Prometheus takes it: other libraries call theirs `http.requests` and the like.
  static func name(_ text: String) -> String {
    let isFirstDigit = text.utf8.first.map { (0x30...0x39).contains($0) } ?? true
    let name = String(
      decoding: text.utf8.map { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: byte
        default: 0x5F
        }
      }, as: UTF8.self)
    return isFirstDigit ? "_" + name : name
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
