import TestSupport
import Testing

@testable import HTTPServer

/// Seeded mutations of good input, in random divisions. The parsers must come to a verdict that
/// does not depend on the division, and give no more than they were given.
@Suite("Mutated input")
struct ParserFuzzTests {
  private static let rounds = 2_000

  @Test("Heads: the same verdict on every division")
  func heads() {
    var generator = SeededGenerator(seed: 9112)
    let seeds = [
      RequestHeadParserTests.typical,
      "GET http://x/a HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\nGET ",
      "PUT /a HTTP/1.1\r\nHost: [::1]\r\nTransfer-Encoding: chunked\r\n\r\n",
    ].map { Array($0.utf8) }
    let limits = RequestHeadLimits(maximumBytes: 400, maximumTargetBytes: 80, maximumFields: 6)
    for round in 0..<Self.rounds {
      let bytes = generator.mutate(seeds[round % seeds.count])
      let pieces = generator.pieces(of: bytes, upTo: 40)
      let whole = Result { () throws(RequestHeadError) in
        try RequestHeadParserTests.parse([bytes[...]], limits: limits)
      }
      let divided = Result { () throws(RequestHeadError) in
        try RequestHeadParserTests.parse(pieces, limits: limits)
      }
      switch (whole, divided) {
      case (.success(let one), .success(let other)):
        #expect(one?.head == other?.head && one?.rest == other?.rest)
      // Pieces show a fault of size or of the first byte before the end of the line does.
      case (.failure, .failure): break
      default: Issue.record("The division changes the verdict on \(bytes)")
      }
    }
  }

  @Test("Chunked bodies: the same bytes or the same error on every division")
  func chunkedBodies() {
    var generator = SeededGenerator(seed: 7)
    let seed = Array(BodyDecoderTests.chunked.utf8)
    for _ in 0..<Self.rounds {
      let bytes = generator.mutate(seed)
      let pieces = generator.pieces(of: bytes, upTo: 9)
      let whole = Result { () throws(BodyFramingError) in
        try BodyDecoderTests.decode(.chunked, [bytes[...]])
      }
      let divided = Result { () throws(BodyFramingError) in
        try BodyDecoderTests.decode(.chunked, pieces)
      }
      #expect(whole == divided)
      if case .success(let decoded) = whole { #expect(decoded.body.count < bytes.count) }
    }
  }

  @Test("Forms: what the naive reading finds, on every division")
  func forms() {
    var generator = SeededGenerator(seed: 7578)
    let seeds = MultipartParserTests.forms.map { Array($0.utf8) }
    for round in 0..<Self.rounds {
      let bytes = generator.mutate(seeds[round % seeds.count])
      let pieces = generator.pieces(of: bytes, upTo: 20)
      let whole = try? streamedParts([bytes[...]], boundary: "B")
      let divided = try? streamedParts(pieces, boundary: "B")
      #expect(whole == divided)
      #expect(whole == NaiveMultipart.parse(bytes, boundary: "B"))
      #expect((whole ?? []).reduce(0) { $0 + $1.data.count } <= bytes.count)
    }
  }

  @Test("Parameters and boundaries: a verdict on anything")
  func parameters() {
    var generator = SeededGenerator(seed: 2183)
    let seed = Array("multipart/form-data; boundary=\"a\\\"b\"; filename*=UTF-8''%20".utf8)
    for _ in 0..<Self.rounds {
      let text = String(decoding: generator.mutate(seed), as: UTF8.self)
      if let boundary = try? MultipartParser.boundary(fromContentType: text) {
        #expect((1...70).contains(boundary.utf8.count))
      }
    }
  }
}
