import Testing

@testable import NeuralNetwork

/// A small generator with a seed, so that a failing case can be repeated (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) {
    state = UInt64(truncatingIfNeeded: seed) &* 0x2545_f491_4f6c_dd1d
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

extension SeededGenerator {
  mutating func values(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &self) }
  }

  mutating func tensor(_ dimensions: [Int]) throws -> Tensor {
    try #require(
      Tensor(dimensions: dimensions, values: values(dimensions.reduce(1, *))))
  }

  mutating func integer(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }

  mutating func flip() -> Bool { Bool.random(using: &self) }

  mutating func size(_ range: ClosedRange<Int>) -> Size2D {
    Size2D(height: integer(range), width: integer(range))
  }

  mutating func normalization(
    channels: Int, activation: Activation = .linear
  ) throws -> BatchNormalization {
    try BatchNormalization(
      gamma: flip() ? values(channels) : nil, beta: flip() ? values(channels) : nil,
      mean: values(channels), variance: values(channels, in: 0.1...2), epsilon: 0.001,
      activation: activation)
  }
}
