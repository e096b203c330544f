import Glibc

/// Eight band-pass filters of second order and quality 2 on one envelope, side by side.
struct ModulationBank {
  private let input: SIMD8<Double>
  private let firstFeedback: SIMD8<Double>
  private let secondFeedback: SIMD8<Double>

  /// What the filters remember of one envelope.
  struct State {
    fileprivate var first = SIMD8<Double>.zero
    fileprivate var second = SIMD8<Double>.zero
  }

  /// - Parameters:
  ///   - rate: samples of the envelope a second.
  ///   - lowest, highest: centres in Hz; those between lie at equal ratios.
  init(rate: Double, lowest: Double, highest: Double) {
    let quality = 2.0
    var input = SIMD8<Double>.zero
    var firstFeedback = input
    var secondFeedback = input
    for band in 0..<8 {
      let center = lowest * pow(highest / lowest, Double(band) / 7)
      let w = tan(.pi * center / rate)
      let b = w / quality
      let scale = 1 + b + w * w
      input[band] = b / scale
      firstFeedback[band] = (2 * w * w - 2) / scale
      secondFeedback[band] = (1 - b + w * w) / scale
    }
    self.input = input
    self.firstFeedback = firstFeedback
    self.secondFeedback = secondFeedback
  }

  /// The eight outputs for the next value of the envelope.
  func filter(_ value: Double, _ state: inout State) -> SIMD8<Double> {
    let weighted = input * value
    let output = weighted + state.first
    state.first = state.second - firstFeedback * output
    state.second = -weighted - secondFeedback * output
    return output
  }
}
