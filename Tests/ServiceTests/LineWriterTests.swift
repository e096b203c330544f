import Foundation
import Glibc
import Logging
import Testing

@testable import Service

@Suite("Lines of the log")
struct LineWriterTests {
  private struct Ends {
    let reading: Int32
    let writing: Int32

    init() throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      (reading, writing) = (ends[0], ends[1])
    }

    /// All that comes until the writing end is closed.
    func text() -> String {
      close(writing)
      var text: [UInt8] = []
      var buffer = [UInt8](repeating: 0, count: 65_536)
      while true {
        let count = read(reading, &buffer, buffer.count)
        guard count > 0 else { break }
        text += buffer[..<count]
      }
      close(reading)
      return String(decoding: text, as: UTF8.self)
    }
  }

  @Test("Lines come whole and in their order, and flushing waits for them")
  func order() throws {
    let ends = try Ends()
    let lines = LineWriter(to: ends.writing) { _ in [] }
    for index in 0..<1000 { lines.put(Array("\(index)\n".utf8)) }
    #expect(lines.flush(within: .seconds(10)))
    #expect(ends.text() == (0..<1000).map { "\($0)\n" }.joined())
  }

  @Test("A reader that does not read makes nobody wait; what is dropped is counted")
  func dropped() throws {
    let ends = try Ends()
    let lines = LineWriter(to: ends.writing, limit: 10_000) { Array("dropped \($0)\n".utf8) }
    let line = Array((String(repeating: "x", count: 99) + "\n").utf8)
    var count = 0
    // Until the pipe is full.
    repeat {
      lines.put(line)
      count += 1
    } while lines.flush(within: .seconds(1))
    for _ in 0..<500 { lines.put(line) }
    count += 500
    // What the pipe held, what was being written, what waited, and the word of the rest.
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var text = ""
    while !text.contains("dropped ") || !text.hasSuffix("\n") {
      let count = read(ends.reading, &buffer, buffer.count)
      try #require(count > 0)
      text += String(decoding: buffer[..<count], as: UTF8.self)
    }
    #expect(lines.flush(within: .seconds(10)))
    let found = text.split(separator: "\n")
    let whole = found.filter { $0.utf8.count == 99 }.count
    let dropped = found.compactMap { $0.hasPrefix("dropped ") ? Int($0.dropFirst(8)) : nil }
    #expect(whole + dropped.reduce(0, +) == count)
    #expect(dropped.reduce(0, +) > 0)
    lines.put(line)
    #expect(lines.flush(within: .seconds(10)))
    #expect(ends.text() == String(decoding: line, as: UTF8.self))
  }

  @Test("A message is a line of JSON with what is known of it")
  func json() throws {
    let ends = try Ends()
    let lines = JSONLogHandler.writer(to: ends.writing)
    var logger = Logger(label: "x") { _ in JSONLogHandler(to: lines) }
    logger[metadataKey: "a"] = "1"
    logger.warning("two\nlines", metadata: ["b": "\"2\""])
    #expect(lines.flush(within: .seconds(10)))
    let text = ends.text()
    #expect(text.hasSuffix("\n") && text.split(separator: "\n").count == 1)
    let line = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(line["message"] as? String == "two\nlines" && line["level"] as? String == "warning")
    #expect(line["metadata"] as? [String: String] == ["a": "1", "b": "\"2\""])
  }
}
