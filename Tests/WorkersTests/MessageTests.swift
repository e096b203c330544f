import Testing

@testable import Workers

@Suite("Messages are cut out of a stream of bytes, and none is longer than it may be")
struct MessageTests {
  private static let limits: [Message.Kind: Int] = [.progress: 3, .result: 100]

  @Test("Messages come whole, however the bytes were cut", arguments: 1...20)
  func pieces(size: Int) throws {
    let messages = [
      Message(.progress, [1, 2, 3]), Message(.result, Array(0..<100)), Message(.result),
    ]
    var parser = MessageParser(limits: Self.limits)
    var found: [Message] = []
    var rest = messages.flatMap(\.bytes)[...]
    while !rest.isEmpty {
      parser.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      while let message = try parser.next() { found.append(message) }
    }
    #expect(found == messages)
    #expect(parser.isEmpty)
  }

  @Test("A length over the limit is refused before its bytes are there")
  func tooLong() {
    for bytes in [
      Message(.result, [UInt8](repeating: 0, count: 101)).bytes, [255, 255, 255, 255, 19],
    ] {
      var parser = MessageParser(limits: Self.limits)
      parser.append(bytes.prefix(Message.headerSize))
      #expect(throws: WireError.self) { try parser.next() }
    }
  }

  @Test("A kind that is not awaited is refused", arguments: [0, 1, 2, 16, 255] as [UInt8])
  func kinds(code: UInt8) {
    var parser = MessageParser(limits: Self.limits)
    parser.append([0, 0, 0, 0, code])
    #expect(throws: WireError.self) { try parser.next() }
  }

  @Test("Progress travels in three bytes")
  func progress() throws {
    for stage in EngineProgress.Stage.allCases {
      for share in [0, 0.25, 0.999, 1] {
        let progress = EngineProgress(share: share, stage: stage)
        #expect(try EngineProgress(progress.payload) == progress)
      }
    }
    for payload in [[], [9, 0, 0], [1, 0xFF, 0xFF], [1, 0, 0, 0]] as [[UInt8]] {
      #expect(throws: WireError.self) { try EngineProgress(payload) }
    }
  }
}
