import Testing

@testable import NeuralNetwork

/// How far a result may be from the expected one, relative to the larger of 1 and the largest
/// expected value.
enum Tolerance {
  /// The very same bits.
  static let exact = 0.0
  /// A few roundings of single precision.
  static let close = 1e-6
  /// Sums of up to some thousand products in another order.
  static let summed = 1e-5
  /// Such sums by Winograd's filtering with tiles of 6×6, relative to the largest before an
  /// activation.
  static let filtered = 3e-5
}

/// Expects two lists of values to agree within a tolerance.
func expectEqual(
  _ found: [Float], _ expected: [Double], within tolerance: Double,
  _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard found.count == expected.count else {
    Issue.record(
      "\(what()): \(found.count) values, expected \(expected.count)",
      sourceLocation: sourceLocation)
    return
  }
  let scale = max(1, expected.map(abs).max() ?? 1)
  let worst = zip(found, expected).map { abs(Double($0) - $1) }.max() ?? 0
  let valid = zip(found, expected).allSatisfy { $0.isNaN == $1.isNaN }
  #expect(
    valid && worst <= tolerance * scale, "\(what()): off by \(worst / scale)",
    sourceLocation: sourceLocation)
}

func expectEqual(
  _ found: [Float], _ expected: [Float], within tolerance: Double,
  _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectEqual(
    found, expected.map { Double($0) }, within: tolerance, what(), sourceLocation: sourceLocation)
}
