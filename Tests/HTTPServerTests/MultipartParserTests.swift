import TestSupport
import Testing

@testable import HTTPServer

@Suite("Multipart forms")
struct MultipartParserTests {
  private static let video = "Content-Disposition: form-data; name=\"video\""

  private static func parts(_ text: String) throws -> [NaiveMultipart.Part] {
    try streamedParts([Array(text.utf8)[...]], boundary: "B")
  }

  private static func data(_ parts: [NaiveMultipart.Part]) -> [String] {
    parts.map { String(decoding: $0.data, as: UTF8.self) }
  }

  @Test("A form of two parts gives names, file name, media type and data")
  func twoParts() throws {
    let parts = try Self.parts(
      "--B\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhello\r\n"
        + "--B\r\ncontent-disposition: Form-Data; filename=\"a.mp4\"; Name=video\r\n"
        + "Content-Type: video/mp4\r\nX-Other: y\r\n\r\nbytes\r\n--B--\r\n")
    #expect(
      parts.map(\.part) == [
        MultipartPart(name: "note"),
        MultipartPart(name: "video", filename: "a.mp4", contentType: "video/mp4"),
      ])
    #expect(Self.data(parts) == ["hello", "bytes"])
  }

  static let forms = [
    "--B\r\n\(video)\r\n\r\ndata\r\n--B--",
    "--B\r\n\(video)\r\n\r\n\r\n--B--\r\n",
    "--B\r\n\(video)\r\n\r\n--B--\r\n",
    "--B\r\n\(video)\r\n\r\n--B\r\n\(video)\r\n\r\n--B--\r\n",
    "--B--\r\n",
    "preamble\r\nof --B two lines\r\n--B\r\n\(video)\r\n\r\ndata\r\n--B--\r\nepilogue\r\n--B\r\n",
    "\r\n--B \t\r\n\(video)\r\n\r\ndata\r\n--B-- \t\r\n",
    "--B\r\n\(video)\r\n\r\n\r\n\r\r\n\r\n-\r\n--\r\n--b--B\r\n\n--B\r\n-B\r\r\n--B--\r\n",
    "--B\r\n\(video)\r\n\r\n--\r\n--\r\n--A\r\n--B\r\n\(video)\r\n\r\n-B\r\n--B--\r",
    "--B\r\n\(video)\r\n\r\n-\r\n--B--",
  ]

  @Test("Every division gives what the whole body gives", arguments: forms)
  func everySplit(form: String) throws {
    let bytes = Array(form.utf8)
    let expected = try #require(NaiveMultipart.parse(bytes, boundary: "B"))
    for pieces in allSplits(of: bytes) + [singleBytes(of: bytes)] {
      #expect(try streamedParts(pieces, boundary: "B") == expected)
    }
  }

  @Test("Data that comes near the boundary stays data")
  func nearMisses() throws {
    let data = "\r\n--\r\n-\r\n\r\r\n--A\r\n--b\r\n -–B\n--B\r--B--B\r\n"
    let parts = try Self.parts("--B\r\n\(Self.video)\r\n\r\n\(data)\r\n--B--\r\n")
    #expect(Self.data(parts) == [data])
  }

  @Test("Random forms in random divisions agree with the naive reading")
  func randomForms() throws {
    var generator = SeededGenerator(seed: 2046)
    let boundary = "-B-"
    let alphabet = Array("\r\n-BA".utf8)
    for _ in 0..<300 {
      var form: [UInt8] = []
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        form += Array("--\(boundary)\r\n\(Self.video)\r\n\r\n".utf8)
        for _ in 0..<Int.random(in: 0...60, using: &generator) {
          form.append(alphabet.randomElement(using: &generator) ?? 0)
        }
        form += Array("\r\n".utf8)
      }
      form += Array("--\(boundary)--\r\n".utf8)
      let pieces = generator.pieces(of: form, upTo: 7)
      let streamed = try? streamedParts(pieces, boundary: boundary)
      #expect(streamed == NaiveMultipart.parse(form, boundary: boundary))
    }
  }

  @Test("Part data is a slice of the input wherever the boundary is not split")
  func noCopies() throws {
    var parser = try MultipartParser(boundary: "B")
    let bytes = Array("--B\r\n\(Self.video)\r\n\r\na\r\nb\r\r\nc\r\n--B--\r\n".utf8)
    var pieces: [ArraySlice<UInt8>] = []
    try parser.consume(bytes[...]) { event in
      if case .partData(let data) = event { pieces.append(data) }
    }
    let piece = try #require(pieces.first)
    #expect(pieces.count == 1)
    #expect(bytes[piece.indices] == piece)
  }

  static let refused: [(String, MultipartError)] = [
    ("", .unexpectedEnd), ("no boundary", .unexpectedEnd), ("--B", .unexpectedEnd),
    ("--B-", .unexpectedEnd), ("--B\r\n\(video)\r\n\r\ndata\r\n--B", .unexpectedEnd),
    ("--B\r\n\(video)\r\n\r\ndata", .unexpectedEnd), ("--B\r\n\(video)\r\n", .unexpectedEnd),
    ("--Bx\r\n", .malformedBoundaryLine), ("--B-x\r\n", .malformedBoundaryLine),
    ("--B\n", .malformedBoundaryLine), ("--B\rx", .malformedBoundaryLine),
    ("--B--x", .malformedBoundaryLine), ("--B--\rx", .malformedBoundaryLine),
    ("--B\r\n\(video)\r\n\r\ndata\r\n--Bdata\r\n--B--", .malformedBoundaryLine),
    ("--B\r\n\r\n", .missingContentDisposition),
    ("--B\r\nContent-Type: a/b\r\n\r\n", .missingContentDisposition),
    ("--B\r\n\(video)\n\r\n", .malformedPartHeader),
    ("--B\r\n\(video)\r\n folded\r\n\r\n", .malformedPartHeader),
    ("--B\r\nbroken\r\n\r\n", .malformedPartHeader),
    ("--B\r\n\(video)\0\r\n\r\n", .malformedPartHeader),
    ("--B\r\n\(video)\r\n--B: x\r\n\r\n", .malformedPartHeader),
    ("--B\r\nContent-Type: a\r\nContent-Type: b\r\n\(video)\r\n\r\n", .malformedPartHeader),
    ("--B\r\n\(video)\r\n\(video)\r\n\r\n", .malformedContentDisposition),
    ("--B\r\nContent-Disposition: attachment; name=a\r\n\r\n", .malformedContentDisposition),
    ("--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n", .malformedContentDisposition),
    ("--B\r\nContent-Disposition: form-data; name=a b\r\n\r\n", .malformedContentDisposition),
    ("--B\r\nContent-Disposition: form-data; name=\"a\"b\r\n\r\n", .malformedContentDisposition),
    ("--B\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n", .malformedContentDisposition),
    ("--B\r\nContent-Disposition: form-data; name=\r\n\r\n", .malformedContentDisposition),
    ("--B\r\nContent-Disposition: form-data; filename=a\r\n\r\n", .missingName),
    ("--B\r\nContent-Disposition: form-data\r\n\r\n", .missingName),
  ]

  @Test("A broken form is refused for what it is", arguments: refused)
  func refusedForm(text: String, error: MultipartError) {
    let bytes = Array(text.utf8)
    #expect(throws: error) { try streamedParts([bytes[...]], boundary: "B") }
    #expect(throws: error) { try streamedParts(singleBytes(of: bytes), boundary: "B") }
    #expect(!error.description.isEmpty)
  }

  @Test(
    "Parameters are read with quotes, backslashes and RFC 8187 encoding",
    arguments: [
      ("name=\"a\\\"b\\\\c\"", "a\"b\\c", nil), ("name=\"a;b\" ; filename=\"\"", "a;b", ""),
      ("name=\"\"", "", nil), ("name=video;", "video", nil),
      ("name=a; filename=x; filename*=UTF-8''%e2%82%ac%20b.mp4", "a", "€ b.mp4"),
      ("name=a; filename*=iso-8859-1'en'caf%E9", "a", "café"),
      ("name=\"видео\"; filename=\"é.mp4\"", "видео", "é.mp4"),
    ])
  func parameters(text: String, name: String, filename: String?) throws {
    let parts = try Self.parts(
      "--B\r\nContent-Disposition: form-data; \(text)\r\n\r\n\r\n--B--")
    #expect(parts.map(\.part) == [MultipartPart(name: name, filename: filename)])
  }

  @Test(
    "A broken extended parameter is refused",
    arguments: ["x", "UTF-8'x", "UTF-8''%e", "UTF-8''%zz", "UTF-8''%ff", "KOI8-R''x"])
  func brokenExtendedParameter(text: String) {
    #expect(throws: MultipartError.malformedContentDisposition) {
      try Self.parts("--B\r\nContent-Disposition: form-data; name=a; filename*=\(text)\r\n\r\n")
    }
  }

  @Test("Limits hold exactly, on every division")
  func limits() throws {
    let part = "--B\r\n\(Self.video)\r\n\r\n\r\n"
    let headerBytes = Self.video.utf8.count + 4
    let limits = MultipartLimits(maximumParts: 2, maximumPartHeaderBytes: headerBytes)
    func parse(_ text: String, _ limits: MultipartLimits) throws {
      let bytes = Array(text.utf8)
      _ = try streamedParts([bytes[...]], boundary: "B", limits: limits)
      _ = try streamedParts(singleBytes(of: bytes), boundary: "B", limits: limits)
    }
    try parse(part + part + "--B--", limits)
    #expect(throws: MultipartError.tooManyParts(limit: 2)) {
      try parse(part + part + part + "--B--", limits)
    }
    let tight = MultipartLimits(maximumParts: 2, maximumPartHeaderBytes: headerBytes - 1)
    #expect(throws: MultipartError.partHeadersTooLarge(limit: headerBytes - 1)) {
      try parse(part + "--B--", tight)
    }
  }

  @Test("What the receiver of events throws comes through")
  func receiverThrows() throws {
    struct DiskFull: Error {}
    var parser = try MultipartParser(boundary: "B")
    #expect(throws: DiskFull.self) {
      try parser.consume(Array("--B--".utf8)[...]) { _ in throw DiskFull() }
    }
  }
}

@Suite("Boundaries")
struct MultipartBoundaryTests {
  @Test(
    "A boundary is found among the parameters, quoted or not",
    arguments: [
      ("multipart/form-data; boundary=abc", "abc"),
      ("Multipart/Form-Data;BOUNDARY=abc", "abc"),
      ("multipart/form-data; charset=utf-8; boundary=\"a b\"; x=y", "a b"),
      ("multipart/form-data; boundary=\"a\\b\"", "ab"),
      (" multipart/form-data ; boundary=----WebKitFormBoundary7MA4", "----WebKitFormBoundary7MA4"),
      ("multipart/form-data; boundary=a'()+_,-./:=?z;", "a'()+_,-./:=?z"),
      (
        "multipart/form-data; boundary=\(String(repeating: "x", count: 70))",
        String(repeating: "x", count: 70)
      ),
    ])
  func found(contentType: String, boundary: String) throws {
    #expect(try MultipartParser.boundary(fromContentType: contentType) == boundary)
  }

  @Test(
    "Another type, no boundary and a bad boundary are told apart",
    arguments: [
      ("", MultipartError.notMultipartFormData), ("application/json", .notMultipartFormData),
      ("multipart/mixed; boundary=a", .notMultipartFormData),
      ("multipart/form-datax; boundary=a", .notMultipartFormData),
      ("multipart/form-data", .missingBoundary), ("multipart/form-data;", .missingBoundary),
      ("multipart/form-data; charset=utf-8", .missingBoundary),
      ("multipart/form-data; boundary=", .invalidBoundary),
      ("multipart/form-data; boundary=\"\"", .invalidBoundary),
      ("multipart/form-data; boundary=\"a", .invalidBoundary),
      ("multipart/form-data; boundary=\"a \"", .invalidBoundary),
      ("multipart/form-data; boundary=a b", .invalidBoundary),
      ("multipart/form-data; boundary=a; boundary=b", .invalidBoundary),
      ("multipart/form-data; boundary=a@b", .invalidBoundary),
      ("multipart/form-data; boundary=\"a\r\nb\"", .invalidBoundary),
      ("multipart/form-data; boundary=\(String(repeating: "x", count: 71))", .invalidBoundary),
    ])
  func refused(contentType: String, error: MultipartError) {
    #expect(throws: error) { try MultipartParser.boundary(fromContentType: contentType) }
  }

  @Test("A parser takes no boundary that could not stand in a Content-Type")
  func invalidForParser() {
    for boundary in ["", "a\r\nb", "a ", String(repeating: "x", count: 71)] {
      #expect(throws: MultipartError.invalidBoundary) { try MultipartParser(boundary: boundary) }
    }
  }
}
