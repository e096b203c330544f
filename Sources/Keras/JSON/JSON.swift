/// A JSON value as Python writes it, so with NaN and infinities among the numbers.
enum JSON: Sendable, Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}

/// Members in the order of the text, which matters for the outputs of a model.
struct JSONObject: Sendable, Equatable {
  private(set) var keys: [String] = []
  private var values: [String: JSON] = [:]

  subscript(key: String) -> JSON? { values[key] }

  /// Keys and values, in the order of the text.
  var members: [(String, JSON)] { keys.compactMap { key in values[key].map { (key, $0) } } }

  /// Returns false, and changes nothing, when the key is already there.
  mutating func insert(_ value: JSON, for key: String) -> Bool {
    guard values[key] == nil else { return false }
    values[key] = value
    keys.append(key)
    return true
  }
}

extension JSON {
  var boolean: Bool? {
    if case .boolean(let value) = self { value } else { nil }
  }

  var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  var isNull: Bool { self == .null }

  /// Null, or lists and objects of nothing else: masks that are not there, value by value.
  var isNullThroughout: Bool {
    switch self {
    case .null: true
    case .array(let elements): !elements.isEmpty && elements.allSatisfy(\.isNullThroughout)
    case .object(let object): object.members.allSatisfy { $0.1.isNullThroughout }
    default: false
    }
  }

  /// A number, or the one number of a NumPy value, which Keras writes as an object.
  var number: Double? {
    switch self {
    case .number(let value): value
    case .object(let object):
      if let config = object["config"]?.object {
        config["value"]?.number
      } else {
        object["value"]?.number
      }
    case .array(let elements): elements.count == 1 ? elements[0].number : nil
    default: nil
    }
  }

  /// A whole number.
  var integer: Int? {
    if case .number(let value) = self { Int(exactly: value) } else { nil }
  }

  /// The elements of an array, or of a tuple or tensor shape, which Keras may write as an object
  /// with `items`.
  var list: [JSON]? {
    switch self {
    case .array(let elements): elements
    case .object(let object):
      switch object["class_name"]?.string {
      case "__tuple__", "TensorShape": object["items"]?.list
      default: nil
      }
    default: nil
    }
  }

  /// An object of these members.
  static func object(_ members: [(String, JSON)]) -> JSON {
    var object = JSONObject()
    for (key, value) in members { _ = object.insert(value, for: key) }
    return .object(object)
  }

  /// What the value is, in a few words, for errors.
  var summary: String {
    switch self {
    case .null: "null"
    case .boolean(let value): value ? "true" : "false"
    case .number(let value): Int(exactly: value).map { String($0) } ?? String(value)
    case .string(let value):
      value.count > 60 ? "\"\(value.prefix(60))…\"" : "\"\(value)\""
    case .array(let elements):
      elements.count > 6
        ? "a list of \(elements.count)"
        : "[" + elements.map(\.summary).joined(separator: ", ") + "]"
    case .object(let object):
      object["class_name"]?.string.map { "an object of class \($0)" }
        ?? "an object of \(object.keys.count) keys"
    }
  }
}
