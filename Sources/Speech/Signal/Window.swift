import Glibc

/// Weights of analysis windows.
enum Window {
  /// Hann, zero at both ends: 0.5 − 0.5·cos(2πn / (N − 1)).
  static func hann(_ count: Int) -> [Float] {
    (0..<count).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(count - 1))) }
  }

  /// Hann of a period: 0.5 − 0.5·cos(2πn / N).
  static func periodicHann(_ count: Int) -> [Float] {
    (0..<count).map { Float(0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(count))) }
  }

  /// Kaiser with parameter beta.
  static func kaiser(_ count: Int, beta: Double) -> [Double] {
    let scale = modifiedBessel(beta)
    return (0..<count).map { index in
      let x = 2 * Double(index) / Double(count - 1) - 1
      return modifiedBessel(beta * max(0, 1 - x * x).squareRoot()) / scale
    }
  }

  /// The modified Bessel function of the first kind and order 0, by its power series.
  private static func modifiedBessel(_ x: Double) -> Double {
    var term = 1.0
    var sum = 1.0
    var k = 1.0
    while term > sum * 1e-17 {
      term *= (x / (2 * k)) * (x / (2 * k))
      sum += term
      k += 1
    }
    return sum
  }
}
