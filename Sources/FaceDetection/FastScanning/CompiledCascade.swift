/// A cascade of stumps of upright Haar features, prepared for the fast search.
///
/// Leaves are kept as integers: multiples of a power of two so small that all leaves of a stage are
/// whole. Where ``init(_:)`` succeeds, the sums of the specification in `Double` are exact too, so
/// that stumps may be summed in any order.
final class CompiledCascade: Sendable {
  /// A stump whose points are not yet offsets.
  struct Stump: Sendable {
    var sum: CornerSum
    /// What the normalised sum is compared with.
    var threshold: Float
    /// What a sum less than the threshold adds, and any other, in units of the stage.
    var lesser: Int64
    var other: Int64
    /// `lesser` minus `other`, rounded.
    var difference: Float
  }

  /// A stage: stumps grouped by shape.
  struct Stage: Sendable {
    /// Where the stumps of each shape stand in ``CompiledCascade/stumps``.
    var halves: Range<Int>
    var thirds: Range<Int>
    var quarters: Range<Int>
    /// The least sum of leaves that passes, in units of the stage.
    var threshold: Int64
    /// A sum of rounded differences, added in `Float`, passes for sure from here on …
    var surelyPassing: Float
    /// … and fails for sure below this.
    var surelyFailing: Float
  }

  let windowWidth: Int
  let windowHeight: Int
  let stumps: [Stump]
  let stages: [Stage]

  /// Compiles a cascade; nil if it has trees of several nodes, local binary patterns, features of an
  /// unusual shape, or sums that `Double` might round.
  init?(_ classifier: CascadeClassifier) {
    guard case .haar(let features) = classifier.features else { return nil }
    windowWidth = classifier.windowWidth
    windowHeight = classifier.windowHeight
    // The sum of squares in a window is read as a signed number.
    guard (windowWidth - 2) * (windowHeight - 2) * 255 * 255 <= Int(Int32.max) else { return nil }
    var stumps: [Stump] = []
    stumps.reserveCapacity(classifier.stages.reduce(0) { $0 + $1.trees.count })
    var stages: [Stage] = []
    for stage in classifier.stages {
      guard let compiled = Self.compile(stage, features, into: &stumps) else {
        return nil
      }
      stages.append(compiled)
    }
    self.stumps = stumps
    self.stages = stages
  }

  private static func compile(
    _ stage: CascadeClassifier.Stage, _ features: [CascadeClassifier.HaarFeature],
    into stumps: inout [Stump]
  ) -> Stage? {
    var least: Float?
    var largest = 0.0
    for tree in stage.trees {
      for leaf in tree.leaves where leaf != 0 { least = min(least ?? leaf.ulp, leaf.ulp) }
      largest += Double(tree.leaves.reduce(0) { max($0, $1.magnitude) })
    }
    let unit = Double(least ?? 1)
    let threshold = (Double(stage.threshold) / unit).rounded(.up)
    // Every partial sum is a multiple of the unit below 2⁵³ units: no rounding in any order.
    guard largest / unit < 0x1p52, abs(threshold) < 0x1p52 else { return nil }

    var groups: [[Stump]] = [[], [], []]
    var otherSum = 0.0
    var differences = 0.0
    for tree in stage.trees {
      guard tree.nodes.count == 1, case .leaf(let left) = tree.nodes[0].left,
        case .leaf(let right) = tree.nodes[0].right,
        case .isLess(var threshold) = tree.nodes[0].test,
        let sum = CornerSum(features[tree.nodes[0].feature])
      else { return nil }
      var (lesser, other) = (Double(tree.leaves[left]), Double(tree.leaves[right]))
      if sum.isNegated {
        // -v·n < t is v·n > -t, which is the contrary of v·n < the number after -t.
        threshold = (-threshold).nextUp
        swap(&lesser, &other)
      }
      otherSum += other
      differences += abs(lesser - other)
      groups[sum.shape.rawValue].append(
        Stump(
          sum: sum, threshold: threshold, lesser: Int64(lesser / unit),
          other: Int64(other / unit), difference: Float(lesser - other)))
    }
    // Rounding n differences and adding them in Float errs by less than n·2⁻²⁴ of the sum of their
    // magnitudes, plus terms of second order; twice that is safe.
    let margin = Double(stage.trees.count) * differences * 0x1p-23
    let limit = Double(stage.threshold) - otherSum
    guard margin.isFinite, abs(limit) + margin < 0x1p100 else { return nil }
    let start = stumps.count
    stumps += groups.joined()
    let thirds = start + groups[0].count
    let quarters = thirds + groups[1].count
    return Stage(
      halves: start..<thirds, thirds: thirds..<quarters, quarters: quarters..<stumps.count,
      threshold: Int64(threshold), surelyPassing: Float(limit + margin).nextUp,
      surelyFailing: Float(limit - margin).nextDown)
  }
}
