import Testing

@testable import HTTPServer

@Suite("Body framing")
struct BodyDecoderTests {
  struct Decoded: Equatable {
    var body: [UInt8] = []
    var rest = 0
    var isAtEnd = false
  }

  static func decode(
    _ framing: BodyFraming, _ pieces: [ArraySlice<UInt8>], maximumCount: Int = .max
  ) throws(BodyFramingError) -> Decoded {
    var decoder = BodyDecoder(framing: framing)
    var decoded = Decoded()
    for piece in pieces {
      var input = piece
      while !decoder.isAtEnd,
        case .data(let data)? = try decoder.next(&input, maximumCount: maximumCount)
      {
        #expect(!data.isEmpty && data.count <= maximumCount)
        decoded.body += data
      }
      decoded.rest += input.count
    }
    decoded.isAtEnd = decoder.isAtEnd
    return decoded
  }

  static let chunked =
    "5\r\nhello\r\n1;name=\"value\"\r\n \r\n00A ; x\r\nworld\r\n!!!\r\n0\r\nTrailer: x\r\n\r\n"

  @Test("Chunks are joined on every division, and what follows is left alone")
  func chunksOnEverySplit() throws {
    let bytes = Array((Self.chunked + "GET").utf8)
    let expected = Decoded(body: Array("hello world\r\n!!!".utf8), rest: 3, isAtEnd: true)
    for pieces in allSplits(of: bytes) + [singleBytes(of: bytes)] {
      #expect(try Self.decode(.chunked, pieces) == expected)
      #expect(try Self.decode(.chunked, pieces, maximumCount: 2) == expected)
    }
  }

  @Test("A length is counted on every division, and what follows is left alone")
  func lengthOnEverySplit() throws {
    let bytes = Array("helloGET".utf8)
    let expected = Decoded(body: Array("hello".utf8), rest: 3, isAtEnd: true)
    for pieces in allSplits(of: bytes) + [singleBytes(of: bytes)] {
      #expect(try Self.decode(.length(5), pieces) == expected)
    }
  }

  @Test("No body and an empty body are at their end from the start")
  func emptyBodies() throws {
    let bytes = Array("GET".utf8)
    for framing in [BodyFraming.none, .length(0)] {
      #expect(try Self.decode(framing, [bytes[...]]) == Decoded(rest: 3, isAtEnd: true))
    }
  }

  @Test("Every beginning of a body is incomplete and no error")
  func beginnings() throws {
    let bytes = Array(Self.chunked.utf8)
    for count in 0..<bytes.count {
      #expect(try !Self.decode(.chunked, [bytes[..<count]]).isAtEnd)
    }
  }

  static let refused: [(String, BodyFramingError)] = [
    ("ZZ\r\n", .malformedChunkSize), ("\r\n", .malformedChunkSize), ("-1\r\n", .malformedChunkSize),
    ("+1\r\n", .malformedChunkSize), ("0x1\r\n", .malformedChunkSize),
    (" 1\r\n", .malformedChunkSize),
    ("1\n", .malformedChunkSize), ("1\rx", .malformedChunkSize), ("1 x\r\n", .malformedChunkSize),
    ("1 \r\n", .malformedChunkSize), ("1;a\nb\r\n", .malformedChunkSize),
    ("1;a\0\r\n", .malformedChunkSize), ("1;a\rb", .malformedChunkSize),
    ("FFFFFFFFFFFFFFFFFF\r\n", .chunkSizeOverflow), ("0000000000000001\r\n", .chunkSizeOverflow),
    ("1\r\nab\r\n", .missingChunkEnd), ("1\r\na\n", .missingChunkEnd),
    ("1\r\na\r\r\n", .missingChunkEnd), ("0\r\nbroken\r\n\r\n", .malformedTrailer),
    ("0\r\n\n", .malformedTrailer), ("0\r\nA: b\r\n c\r\n\r\n", .malformedTrailer),
    ("0\r\nA : b\r\n\r\n", .malformedTrailer),
  ]

  @Test("Framing with a mistake is refused for what it is", arguments: refused)
  func refusedChunks(text: String, error: BodyFramingError) {
    let bytes = Array(text.utf8)
    #expect(throws: error) { try Self.decode(.chunked, [bytes[...]]) }
    #expect(throws: error) { try Self.decode(.chunked, singleBytes(of: bytes)) }
    #expect(!error.description.isEmpty)
  }

  @Test("Extensions and trailers are bounded over the whole body")
  func abuse() {
    let chunk = "1;" + String(repeating: "e", count: 1000) + "\r\na\r\n"
    let extensions = Array(String(repeating: chunk, count: 5).utf8)
    let extensionLimit = BodyDecoder.maximumExtensionBytes
    #expect(throws: BodyFramingError.chunkExtensionTooLong(limit: extensionLimit)) {
      try Self.decode(.chunked, [extensions[...]])
    }
    let trailers = Array(("0\r\n" + String(repeating: "A: b\r\n", count: 1000)).utf8)
    let trailerLimit = BodyDecoder.maximumTrailerBytes
    #expect(throws: BodyFramingError.trailerTooLarge(limit: trailerLimit)) {
      try Self.decode(.chunked, [trailers[...]])
    }
  }

  @Test("Data taken past the decoder is accounted for")
  func skippedData() throws {
    var decoder = BodyDecoder(framing: .chunked)
    var input = Array("4\r\n".utf8)[...]
    #expect(try decoder.next(&input) == nil)
    #expect(decoder.expectedDataBytes == 4)
    decoder.skipData(3)
    #expect(decoder.expectedDataBytes == 1)
    decoder.skipData(1)
    #expect(decoder.expectedDataBytes == 0)
    input = Array("\r\n0\r\n\r\n".utf8)[...]
    #expect(try decoder.next(&input) == .end)
    #expect(try decoder.next(&input) == .end)
  }
}
