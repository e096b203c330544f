import Testing

@testable import Keras

@Suite("JSON as Python writes it")
struct JSONParserTests {
  private func failure(_ text: String) -> JSONParser.Failure? {
    do throws(JSONParser.Failure) {
      _ = try JSONParser.parse(text)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "Single values are read",
    arguments: [
      ("null", JSON.null), (" true ", .boolean(true)), ("false", .boolean(false)),
      ("0", .number(0)), ("-0.5e+2", .number(-50)), ("1E3", .number(1000)),
      ("Infinity", .number(.infinity)), ("-Infinity", .number(-.infinity)),
      ("\"\"", .string("")), ("[]", .array([])),
      ("[1, [2]]", .array([.number(1), .array([.number(2)])])),
      (#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é""#, .string("a\"\\/\u{8}\u{C}\n\r\té😀é")),
    ])
  func values(text: String, value: JSON) throws {
    #expect(try JSONParser.parse(text) == value)
  }

  @Test("NaN is a number")
  func notANumber() throws {
    #expect(try JSONParser.parse("NaN").number?.isNaN == true)
  }

  @Test("Objects keep the order of their keys")
  func order() throws {
    let object = try JSONParser.parse(#"{"b": 1, "a": {"x": null}, "c": []}"#).object
    #expect(object?.keys == ["b", "a", "c"])
    #expect(object?["a"]?.object?["x"] == .null)
  }

  @Test(
    "What is not JSON is refused at its place",
    arguments: [
      ("", 0), ("[1,]", 3), ("[1 2]", 3), ("{\"a\" 1}", 5), ("{a: 1}", 1), ("01", 1), ("1.", 2),
      (".5", 0), ("+1", 0), ("1e", 2), ("nul", 0), ("\"a", 2), ("\"\\x\"", 3), ("\"\\u12g4\"", 5),
      ("\"\\ud800\"", 7), ("\"\\ude00\"", 7), ("\"a\nb\"", 2), ("1 1", 2), ("{\"a\": 1, }", 9),
      ("1e999", 0), ("'a'", 0), ("[1", 2), ("{\"a\": 1, \"a\": 2}", 15),
    ])
  func malformed(text: String, offset: Int) {
    #expect(failure(text)?.offset == offset)
  }

  @Test("Nesting is limited, not the stack")
  func depth() throws {
    let depth = JSONParser.maximumDepth
    let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(failure(deep) == nil)
    #expect(failure("[" + deep + "]") == nil)
    #expect(failure("[[" + deep + "]]") != nil)
    #expect(failure(String(repeating: "[", count: 1_000_000)) != nil)
  }

  @Test("Tuples and NumPy scalars are read through their wrappers")
  func wrappers() throws {
    let tuple = try JSONParser.parse(#"{"class_name": "__tuple__", "items": [1, 2]}"#)
    #expect(tuple.list == [.number(1), .number(2)])
    let scalar = try JSONParser.parse(
      #"{"class_name": "__numpy__", "config": {"value": 6.0, "dtype": "float32"}}"#)
    #expect(scalar.number == 6)
  }
}
