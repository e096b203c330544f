import Glibc

func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

/// 10·log₁₀ of a power.
func decibels(_ power: Double) -> Double { 10 * log10(power) }

extension Array where Element == Double {
  /// The value below which the given share of the values lies, interpolated linearly between
  /// neighbours; 0 for no values.
  func quantile(_ share: Double) -> Double { sorted().quantileOfSorted(share) }

  /// As `quantile`, for values that rise.
  func quantileOfSorted(_ share: Double) -> Double {
    guard let last else { return 0 }
    let position = share * Double(count - 1)
    let lower = Int(position.rounded(.down))
    guard lower + 1 < count else { return last }
    return self[lower] + (position - Double(lower)) * (self[lower + 1] - self[lower])
  }

  var median: Double { quantile(0.5) }

  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}

/// The value at a place of a function that is known at 0, 1, 2, … and constant beyond.
func interpolated(_ values: [Float], at place: Double) -> Double {
  guard let first = values.first, let last = values.last else { return 0 }
  guard place > 0 else { return Double(first) }
  let lower = Int(place.rounded(.down))
  guard lower + 1 < values.count else { return Double(last) }
  let share = place - Double(lower)
  return Double(values[lower]) * (1 - share) + Double(values[lower + 1]) * share
}
