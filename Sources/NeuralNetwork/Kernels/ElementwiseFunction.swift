/// An element-wise function of two numbers.
enum ElementwiseFunction: Sendable {
  case addition
  case subtraction
  case multiplication
  case division
  case maximum
  case minimum
  /// The first where it is above zero, otherwise both multiplied.
  case parametricRelu

  init(_ kind: Merge.Kind) {
    switch kind {
    // An average is a sum that is divided at the end.
    case .addition, .averaging: self = .addition
    case .subtraction: self = .subtraction
    case .multiplication: self = .multiplication
    case .division: self = .division
    case .maximum: self = .maximum
    case .minimum: self = .minimum
    }
  }

  /// A run of values; a step of zero repeats the first.
  struct Operand {
    let values: UnsafePointer<Float>
    let step: Int
  }

  /// Applies the function to `count` pairs.
  func apply(
    _ a: Operand, _ b: Operand, into results: UnsafeMutablePointer<Float>, count: Int
  ) {
    switch self {
    case .addition: loop(a, b, results, count) { $0 + $1 }
    case .subtraction: loop(a, b, results, count) { $0 - $1 }
    case .multiplication: loop(a, b, results, count) { $0 * $1 }
    case .division: loop(a, b, results, count) { $0 / $1 }
    // Not-a-number wins, so that a broken model shows.
    case .maximum: loop(a, b, results, count) { $0 > $1 || $0 != $0 ? $0 : $1 }
    case .minimum: loop(a, b, results, count) { $0 < $1 || $0 != $0 ? $0 : $1 }
    case .parametricRelu: loop(a, b, results, count) { $0 > 0 ? $0 : $0 * $1 }
    }
  }

  @inline(__always)
  private func loop(
    _ a: Operand, _ b: Operand, _ results: UnsafeMutablePointer<Float>, _ count: Int,
    _ function: (Float, Float) -> Float
  ) {
    let (x, y) = (a.values, b.values)
    switch (a.step, b.step) {
    case (1, 1):
      for i in 0..<count { results[i] = function(x[i], y[i]) }
    case (1, 0):
      let second = y[0]
      for i in 0..<count { results[i] = function(x[i], second) }
    case (0, 1):
      let first = x[0]
      for i in 0..<count { results[i] = function(first, y[i]) }
    default:
      for i in 0..<count { results[i] = function(x[i * a.step], y[i * b.step]) }
    }
  }
}
