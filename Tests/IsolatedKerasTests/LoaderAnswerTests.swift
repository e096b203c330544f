import Isolation
import Testing

@testable import IsolatedKeras

@Suite("What comes over the pipe is checked before it is used")
struct LoaderAnswerTests {
  private let answer = LoaderAnswer(
    measures: [.systemCallFilter, .landlock], report: Array("{\"a\": 1}".utf8),
    pack: [UInt8](0..<100))

  @Test("An answer survives the pipe")
  func roundTrip() throws {
    #expect(try LoaderAnswer(answer.bytes) == answer)
    let empty = LoaderAnswer(measures: [], report: [], pack: [])
    #expect(try LoaderAnswer(empty.bytes) == empty)
  }

  @Test("A part of an answer, or more than one, is refused")
  func lengths() {
    let bytes = answer.bytes
    for count in 0..<bytes.count {
      #expect(throws: IsolationError.self) { try LoaderAnswer(Array(bytes[..<count])) }
    }
    #expect(throws: IsolationError.self) { try LoaderAnswer(bytes + [0]) }
  }

  @Test("Lengths that lie are refused, however large")
  func lies() {
    for offset in Array(16..<24) + Array(32..<40) {
      for value in [UInt8(1), 0x7F, 0x80, 0xFF] {
        var bytes = answer.bytes
        guard bytes[offset] != value else { continue }
        bytes[offset] = value
        #expect(throws: IsolationError.self) { try LoaderAnswer(bytes) }
      }
    }
  }

  @Test("A request survives the command line")
  func request() {
    let request = LoaderRequest(
      wishes: [.pack, .objects], addressSpace: 1 << 40, processorSeconds: 3, parent: 77,
      name: "a b\n\"c\".h5", golden: "", architecture: "x.json", backend: "theano")
    #expect(LoaderRequest(request.arguments) == request)
    #expect(LoaderRequest([]) == nil)
    #expect(LoaderRequest(["--help"]) == nil)
    #expect(LoaderRequest(Array(request.arguments.dropLast())) == nil)
  }
}
