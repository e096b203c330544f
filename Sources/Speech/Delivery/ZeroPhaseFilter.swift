/// Runs a recursive filter over a stream forward and backward, so that nothing is shifted in time.
///
/// Backward it goes block by block, each time from so far behind the block that the filter has
/// forgotten where it began.
struct ZeroPhaseFilter {
  private let prototype: RecursiveFilter
  private var forward: RecursiveFilter
  /// Filtered forward, not yet backward.
  private var waiting: [Double] = []

  private static let block = 4096
  /// The slowest pole of the filters used has magnitude 0.89; 0.89¹⁰²⁴ is nothing.
  private static let settling = 1024

  init(_ filter: RecursiveFilter) {
    prototype = filter
    forward = filter
  }

  mutating func append(_ samples: [Float]) -> [Double] {
    var values = samples.map(Double.init)
    forward.filter(&values)
    waiting += values
    var output: [Double] = []
    while waiting.count >= Self.block + Self.settling {
      output += backward(Array(waiting.prefix(Self.block + Self.settling))).prefix(Self.block)
      waiting.removeFirst(Self.block)
    }
    return output
  }

  mutating func finish() -> [Double] {
    let output = backward(waiting)
    waiting = []
    return output
  }

  private func backward(_ samples: [Double]) -> [Double] {
    var filter = prototype
    var values = samples
    filter.filter(&values, isBackward: true)
    return values
  }
}
