import FoundationEssentials
import HTTPTypes

extension HTTPField.Name {
  /// Both ways: taken from the client where it is a plain token, else made.
  static let requestIdentifier = HTTPField.Name("X-Request-Id")
  static let serverTiming = HTTPField.Name("Server-Timing")
}

/// The name of one request in answers and logs.
enum RequestIdentifier {
  private static let maximumLength = 64

  static func make() -> String { UUID().uuidString.lowercased() }

  /// The client's identifier where it is safe to repeat, else a new one.
  static func of(_ request: HTTPRequest) -> String {
    guard let name = HTTPField.Name.requestIdentifier, let given = request.headerFields[name],
      isSafe(given)
    else { return make() }
    return given
  }

  static func isSafe(_ text: String) -> Bool {
    (1...maximumLength).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        switch UInt8(byte) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
          UInt8(ascii: "."):
          true
        default: false
        }
      }
  }
}
