import Foundation
import TestSupport
import Testing

@testable import Speech

@Suite("Fourier transform")
struct FourierTransformTests {
  static let tolerance = 1e-4

  @Test("Powers are those of the definition", arguments: [16, 256, 512, 1024])
  func power(length: Int) throws {
    var generator = SeededGenerator(seed: UInt64(length))
    let samples = (0..<length).map { _ in Float.random(in: -1...1, using: &generator) }
    let window = Window.hann(length - 3)
    let transform = try FourierTransform(length: length)
    var power = [Float](repeating: 0, count: transform.binCount)
    transform.power(of: samples, window: window, into: &power)
    for bin in stride(from: 0, to: transform.binCount, by: max(1, length / 32)) {
      var real = 0.0
      var imaginary = 0.0
      for (n, weight) in window.enumerated() {
        let angle = 2 * Double.pi * Double(bin * n) / Double(length)
        real += Double(weight * samples[n]) * cos(angle)
        imaginary -= Double(weight * samples[n]) * sin(angle)
      }
      let expected = real * real + imaginary * imaginary
      #expect(abs(Double(power[bin]) - expected) <= Self.tolerance * Double(length))
    }
  }

  @Test("The autocorrelation is that of the definition, up to its scale")
  func autocorrelation() throws {
    var generator = SeededGenerator(seed: 3)
    let samples = (0..<128).map { _ in Float.random(in: -1...1, using: &generator) }
    let transform = try FourierTransform(length: 256)
    var power = [Float](repeating: 0, count: transform.binCount)
    var lags = [Float](repeating: 0, count: 100)
    transform.power(of: samples, window: [Float](repeating: 1, count: 128), into: &power)
    transform.autocorrelation(ofPower: power, into: &lags, count: 100)
    let expected = (0..<100).map { lag in
      (0..<(128 - lag)).reduce(0.0) { $0 + Double(samples[$1] * samples[$1 + lag]) }
    }
    for lag in 0..<100 {
      let found = Double(lags[lag] / lags[0])
      #expect(abs(found - expected[lag] / expected[0]) <= Self.tolerance)
    }
  }
}
