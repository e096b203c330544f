/// A recursive filter of order n, in transposed direct form II, double precision.
struct RecursiveFilter {
  private let numerator: [Double]
  private let denominator: [Double]
  private var state: [Double]

  /// - Parameters:
  ///   - numerator: b₀…bₙ.
  ///   - denominator: a₀…aₙ, with a₀ = 1.
  init(numerator: [Double], denominator: [Double]) {
    self.numerator = numerator
    self.denominator = denominator
    state = [Double](repeating: 0, count: numerator.count)
  }

  mutating func reset() {
    for index in state.indices { state[index] = 0 }
  }

  /// Filters the values in place, going on from where the last call ended.
  mutating func filter(_ values: inout [Double], isBackward: Bool = false) {
    let order = numerator.count - 1
    let count = values.count
    numerator.withUnsafeBufferPointer { b in
      denominator.withUnsafeBufferPointer { a in
        state.withUnsafeMutableBufferPointer { z in
          values.withUnsafeMutableBufferPointer { x in
            for step in 0..<count {
              let index = isBackward ? count - 1 - step : step
              let input = x[index]
              let output = b[0] * input + z[0]
              for k in 1..<order { z[k - 1] = b[k] * input - a[k] * output + z[k] }
              z[order - 1] = b[order] * input - a[order] * output
              x[index] = output
            }
          }
        }
      }
    }
  }
}
