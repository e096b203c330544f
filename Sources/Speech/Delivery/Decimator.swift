import Glibc

/// Halves the rate of a stream after a Kaiser-windowed low-pass of 41 taps.
final class Decimator {
  private static let taps = 41
  private static let kaiserBeta = 5.0
  private let weights: [Float]
  private let frames = FrameSequence(length: taps, hop: 2, leadingZeros: taps / 2)

  init() {
    let window = Window.kaiser(Self.taps, beta: Self.kaiserBeta)
    let ideal = window.indices.map { index in
      let x = Double.pi * Double(index - Self.taps / 2) / 2
      return window[index] * (x == 0 ? 1 : sin(x) / x)
    }
    let sum = ideal.reduce(0, +)
    weights = ideal.map { Float($0 / sum) }
  }

  func append(_ block: [Float]) -> [Float] {
    var output: [Float] = []
    output.reserveCapacity(block.count / 2 + 1)
    frames.append(block) { output.append(dotProduct($0, weights, count: Self.taps)) }
    return output
  }

  /// What follows from silence after the last sample.
  func finish() -> [Float] {
    append([Float](repeating: 0, count: Self.taps / 2))
  }
}
