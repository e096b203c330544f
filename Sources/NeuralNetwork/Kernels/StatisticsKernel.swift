/// Normalizes each group of values of a sample by the group's own statistics, taken in double
/// precision.
struct StatisticsKernel: PreparedLayer {
  /// What a value is multiplied with, before gamma.
  enum Scale: Sendable {
    /// 1 / √(variance + epsilon)
    case variance(epsilon: Float)
    /// 1 / √(mean square + epsilon)
    case meanSquare(epsilon: Float)
    /// 1 / √max(sum of squares, 1e-12)
    case length
  }

  let scale: Scale
  /// Whether the mean is subtracted.
  let centered: Bool
  let gamma: [Float]?
  let beta: [Float]?
  /// Through the groups: the values, then gamma and beta.
  let groups: StridedWalk
  /// Through the members of a group: the values, then gamma and beta.
  let members: StridedWalk
  /// Values of one sample.
  let count: Int

  var scratchCount: Int { 0 }

  var runsInPlace: Bool { true }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    for sample in 0..<batch {
      for row in 0..<groups.rows {
        for i in 0..<groups.count {
          let first = sample * count + groups.offset(of: row, in: 0) + i * groups.steps[0]
          let parameter = groups.offset(of: row, in: 1) + i * groups.steps[1]
          normalize(inputs[0] + first, into: output + first, parameter: parameter)
        }
      }
    }
  }

  private func normalize(
    _ values: UnsafePointer<Float>, into results: UnsafeMutablePointer<Float>, parameter: Int
  ) {
    let (mean, factor) = statistics(of: values)
    let shift = centered ? Float(mean) : 0
    let multiplier = Float(factor)
    for row in 0..<members.rows {
      let first = members.offset(of: row, in: 0)
      for i in 0..<members.count {
        let place = first + i * members.steps[0]
        results[place] = (values[place] - shift) * multiplier
      }
      guard gamma != nil || beta != nil else { continue }
      let firstParameter = parameter + members.offset(of: row, in: 1)
      for i in 0..<members.count {
        let place = first + i * members.steps[0]
        let own = firstParameter + i * members.steps[1]
        if let gamma { results[place] *= gamma[own] }
        if let beta { results[place] += beta[own] }
      }
    }
  }

  private func statistics(
    of values: UnsafePointer<Float>
  ) -> (mean: Double, factor: Double) {
    let number = Double(members.rows * members.count)
    switch scale {
    case .variance(let epsilon):
      let mean = sum(values) { $0 } / number
      let variance = sum(values) { ($0 - mean) * ($0 - mean) } / number
      return (mean, 1 / (variance + Double(epsilon)).squareRoot())
    case .meanSquare(let epsilon):
      let meanSquare = sum(values) { $0 * $0 } / number
      return (0, 1 / (meanSquare + Double(epsilon)).squareRoot())
    case .length:
      return (0, 1 / max(sum(values) { $0 * $0 }, 1e-12).squareRoot())
    }
  }

  @inline(__always)
  private func sum(_ values: UnsafePointer<Float>, of body: (Double) -> Double) -> Double {
    var sum = 0.0
    for row in 0..<members.rows {
      let run = values + members.offset(of: row, in: 0)
      for i in 0..<members.count { sum += body(Double(run[i * members.steps[0]])) }
    }
    return sum
  }
}
