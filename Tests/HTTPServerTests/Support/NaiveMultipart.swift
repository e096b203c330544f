@testable import HTTPServer

/// A form read from the whole body at once, as directly after RFC 2046 as can be, to compare the
/// streaming parser with. Part headers are read by the code under test; their division is not.
enum NaiveMultipart {
  struct Part: Equatable {
    var part: MultipartPart
    var data: [UInt8]
  }

  /// Nil for a body that is not a complete, well-formed form.
  static func parse(_ body: [UInt8], boundary: String) -> [Part]? {
    let delimiter = Array("\r\n--\(boundary)".utf8)
    // The line end that a delimiter needs is implied at the start of the body.
    let text = Array("\r\n".utf8) + body
    guard var position = find(delimiter, in: text, from: 0) else { return nil }
    var parts: [Part] = []
    while true {
      position += delimiter.count
      let isClosing = text[position...].starts(with: "--".utf8)
      if isClosing { position += 2 }
      while position < text.count, text[position] == 0x20 || text[position] == 0x09 {
        position += 1
      }
      if isClosing {
        let rest = text[position...]
        let isClean =
          rest.isEmpty || rest.elementsEqual("\r".utf8) || rest.starts(with: "\r\n".utf8)
        return isClean ? parts : nil
      }
      guard text[position...].starts(with: "\r\n".utf8) else { return nil }
      // The empty line after the headers stays part of the text searched for the delimiter:
      // its line end may at once be the delimiter's.
      let headersEnd: Int
      if text[(position + 2)...].starts(with: "\r\n".utf8) {
        headersEnd = position + 2
      } else {
        guard let end = find(Array("\r\n\r\n".utf8), in: text, from: position) else { return nil }
        headersEnd = end + 2
      }
      let headers = text[(position + 2)..<(headersEnd + 2)]
      guard let part = try? MultipartPart(headerBytes: headers, delimiter: delimiter),
        let next = find(delimiter, in: text, from: headersEnd)
      else { return nil }
      let dataStart = min(headersEnd + 2, next)
      parts.append(
        Part(part: part, data: next < headersEnd + 2 ? [] : Array(text[dataStart..<next])))
      position = next
    }
  }

  private static func find(_ pattern: [UInt8], in text: [UInt8], from start: Int) -> Int? {
    guard start + pattern.count <= text.count else { return nil }
    return (start...(text.count - pattern.count)).first { position in
      text[position..<(position + pattern.count)].elementsEqual(pattern)
    }
  }
}

/// The parts that the streaming parser finds, with the order of its events checked.
func streamedParts(
  _ pieces: [ArraySlice<UInt8>], boundary: String, limits: MultipartLimits = MultipartLimits()
) throws -> [NaiveMultipart.Part] {
  struct EventOutOfOrder: Error {}
  var parser = try MultipartParser(boundary: boundary, limits: limits)
  var parts: [NaiveMultipart.Part] = []
  var isInPart = false
  var hasEnded = false
  for piece in pieces {
    try parser.consume(piece) { event in
      if hasEnded { throw EventOutOfOrder() }
      switch event {
      case .partBegan(let part):
        if isInPart { throw EventOutOfOrder() }
        isInPart = true
        parts.append(NaiveMultipart.Part(part: part, data: []))
      case .partData(let data):
        if !isInPart || data.isEmpty { throw EventOutOfOrder() }
        parts[parts.count - 1].data += data
      case .partEnded:
        if !isInPart { throw EventOutOfOrder() }
        isInPart = false
      case .ended:
        if isInPart { throw EventOutOfOrder() }
        hasEnded = true
      }
    }
  }
  try parser.finish()
  return parts
}
