import Testing

@testable import Keras

@Suite("NaN and infinite weights")
struct NonFiniteCountTests {
  @Test("Are counted whatever their bits, and no finite value is taken for one")
  func countsEveryPattern() {
    // Every exponent, with either sign and any fraction.
    let bits = (0..<4096 as Range<UInt32>).map { $0 << 20 | ($0 &* 0x9e37) & 0xf_ffff }
    let edges: [Float] = [
      .nan, -.nan, .signalingNaN, .infinity, -.infinity, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .leastNonzeroMagnitude, 0, -0,
    ]
    let values = bits.map(Float.init(bitPattern:)) + edges
    #expect(values.nonFiniteCount == values.count { !$0.isFinite })
    #expect(values.filter(\.isFinite).nonFiniteCount == 0)
    #expect(edges.nonFiniteCount == 5)
    for edge in edges { #expect([edge].nonFiniteCount == (edge.isFinite ? 0 : 1)) }
  }
}
