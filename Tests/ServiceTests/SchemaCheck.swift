import Foundation

/// Checks values against the part of JSON Schema that openapi.json uses, and more strictly than the
/// standard: a property that the schema does not name is a mistake.
struct SchemaCheck {
  let document: [String: Any]

  /// What is wrong, by path; empty if nothing is.
  func mistakes(_ value: Any, _ schema: [String: Any], at path: String = "$") -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = String(reference.split(separator: "/").last ?? "")
      let components = document["components"] as? [String: Any]
      let schemas = components?["schemas"] as? [String: Any]
      guard let target = schemas?[name] as? [String: Any] else { return ["\(path): no \(name)"] }
      return mistakes(value, target, at: path)
    }
    var found: [String] = []
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { Self.is(value, $0) }) {
      found.append("\(path): \(value) is no \(types.joined(separator: " or "))")
    }
    if let number = value as? NSNumber, !Self.isBoolean(value) {
      if let least = schema["minimum"] as? Double, number.doubleValue < least {
        found.append("\(path): \(number) is less than \(least)")
      }
      if let most = schema["maximum"] as? Double, number.doubleValue > most {
        found.append("\(path): \(number) is more than \(most)")
      }
    }
    if let values = schema["enum"] as? [AnyHashable], let value = value as? AnyHashable,
      !values.contains(value)
    {
      found.append("\(path): \(value) is none of \(values)")
    }
    if let object = value as? [String: Any], let properties = schema["properties"] as? [String: Any]
    {
      for name in schema["required"] as? [String] ?? [] where object[name] == nil {
        found.append("\(path): \(name) is missing")
      }
      for (name, part) in object {
        guard let schema = properties[name] as? [String: Any] else {
          found.append("\(path): \(name) is not described")
          continue
        }
        found += mistakes(part, schema, at: "\(path).\(name)")
      }
    }
    if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
      for (index, item) in list.enumerated() {
        found += mistakes(item, items, at: "\(path)[\(index)]")
      }
    }
    return found
  }

  private static func isBoolean(_ value: Any) -> Bool {
    (value as? NSNumber).map { String(cString: $0.objCType) == "c" } ?? false
  }

  private static func `is`(_ value: Any, _ type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "null": value is NSNull
    case "boolean": isBoolean(value)
    case "integer":
      !isBoolean(value)
        && (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() }
          ?? false
    case "number": !isBoolean(value) && value is NSNumber
    default: false
    }
  }
}
