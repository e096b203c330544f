import Imaging

/// The search of one level: pointers to what its kernels read and write.
///
/// Rows are searched in bands. In a band the first stage is evaluated for all windows, eight
/// neighbours at once. What survives is a list of windows, which shrinks from stage to stage; it is
/// cut into groups of at most four neighbours, and two groups are evaluated at once.
struct LevelScan {
  /// The number of rows of windows in a band: so few that what a band reads stays in the cache.
  static let bandRows = 16
  /// How far apart the windows of a group may be.
  static let groupLanes = 4

  let level: ScanLevel
  /// The distance between rows of the integral images.
  let pitch: Int
  let sums: UnsafePointer<Int32>
  let squares: UnsafePointer<Int32>
  let records: UnsafePointer<StumpRecord>
  let stages: UnsafeBufferPointer<CompiledCascade.Stage>
  /// The offsets of the corners of the window without its border.
  let inner: SIMD4<Int>
  /// The number of pixels of the window without its border.
  let area: Double
  /// For each window of a band, by its offset, the factor that makes sums independent of contrast;
  /// infinity or not a number if the window is constant.
  let factors: UnsafeMutablePointer<Float>
  /// The offsets of the windows that are left.
  let windows: UnsafeMutablePointer<Int32>
  let chain: SkipChain

  /// Appends the windows that pass all stages, by row and column.
  func run(into candidates: inout [Rectangle]) {
    let windowsInRow = (level.columnEnd + level.step - 1) / level.step
    let bandHeight = Self.bandRows * level.step
    for top in stride(from: 0, to: level.rowEnd, by: bandHeight) {
      var count = 0
      for y in stride(from: 0, to: min(bandHeight, level.rowEnd - top), by: level.step) {
        count = searchRow(
          sums + (top + y) * pitch, squares + (top + y) * pitch, offset: y * pitch,
          count: windowsInRow, found: count)
      }
      for stage in stages.dropFirst() where count > 0 {
        count = filter(stage, band: sums + top * pitch, count: count)
      }
      for i in 0..<count {
        let (y, k) = Int(windows[i]).quotientAndRemainder(dividingBy: pitch)
        candidates.append(level.rectangle(x: k * level.step, y: top + y))
      }
    }
  }

  /// Evaluates the first stage in a row and appends the windows that pass to the list, which had
  /// `found` before; gives the new number.
  private func searchRow(
    _ sums: UnsafePointer<Int32>, _ squares: UnsafePointer<Int32>, offset: Int, count: Int,
    found: Int
  ) -> Int {
    let factors = factors + offset
    var found = found
    var skips: UInt8 = 0
    for k in stride(from: 0, to: count, by: 8) {
      let (factor, all) = normalise(sums + k, squares + k)
      UnsafeMutableRawPointer(factors + k).storeBytes(of: factor, as: Values.self)
      let contrasted = all & Self.firstBits(count - k)
      guard contrasted != 0 else {
        skips = 0
        continue
      }
      let window = sums + k
      let passing = evaluate(stages[0], window, window + 4, factor, contrasted)
      let step = chain[failing: contrasted & ~passing, skipsFirst: skips]
      skips = step.skipsNext
      var left = passing & step.visited
      while left != 0 {
        windows[found] = Int32(truncatingIfNeeded: offset + k + left.trailingZeroBitCount)
        found += 1
        left &= left &- 1
      }
    }
    return found
  }

  /// Keeps the windows of the list that pass a stage; gives their number.
  private func filter(
    _ stage: CompiledCascade.Stage, band: UnsafePointer<Int32>, count: Int
  ) -> Int {
    var next = 0
    var kept = 0
    while next < count {
      let (first, firstBits) = takeGroup(&next, count)
      // Without a second group, the first is evaluated twice.
      let (second, secondBits) = next < count ? takeGroup(&next, count) : (first, 0)
      let factor = Values(
        lowHalf: UnsafeRawPointer(factors + first).loadUnaligned(as: SIMD4<Float>.self),
        highHalf: UnsafeRawPointer(factors + second).loadUnaligned(as: SIMD4<Float>.self))
      var passing = evaluate(
        stage, band + first, band + second, factor, firstBits | secondBits << 4)
      while passing != 0 {
        let lane = passing.trailingZeroBitCount
        passing &= passing &- 1
        windows[kept] = Int32(truncatingIfNeeded: lane < 4 ? first + lane : second + lane - 4)
        kept += 1
      }
    }
    return kept
  }

  /// Takes the next window of the list and those so near that they are in one vector with it:
  /// their first offset, and a bit for each.
  @inline(__always)
  private func takeGroup(_ next: inout Int, _ count: Int) -> (first: Int, bits: UInt8) {
    let first = windows[next]
    var bits: UInt8 = 1
    next += 1
    while next < count, windows[next] &- first < Self.groupLanes {
      bits |= 1 &<< UInt8(truncatingIfNeeded: windows[next] &- first)
      next += 1
    }
    return (Int(first), bits)
  }

  /// Computes the factors of eight neighbouring windows, 1 / √(area · Σ squares − (Σ pixels)²), and
  /// which of them have a standard deviation above about 10 gray levels.
  @inline(__always)
  private func normalise(
    _ sums: UnsafePointer<Int32>, _ squares: UnsafePointer<Int32>
  ) -> (factors: Values, contrasted: UInt8) {
    let sum = innerSum(sums)
    let square = innerSum(squares)
    let (low, lowBits) = normalise(sum.lowHalf, square.lowHalf)
    let (high, highBits) = normalise(sum.highHalf, square.highHalf)
    return (Values(lowHalf: low, highHalf: high), lowBits | highBits << 4)
  }

  @inline(__always)
  private func normalise(
    _ sum: SIMD4<Int32>, _ square: SIMD4<Int32>
  ) -> (factors: SIMD4<Float>, contrasted: UInt8) {
    let sum = SIMD4<Double>(sum)
    let variance = SIMD4<Double>(square) * area - sum * sum
    let factors = SIMD4<Float>(1.0 / variance.squareRoot())
    // Infinity and not a number, which a variance of 0 or less gives, fail.
    let contrasted = SIMD4<Double>(factors) * area .< 0.1
    let four = SIMD4<Int64>(repeating: 0).replacing(with: SIMD4(1, 2, 4, 8), where: contrasted)
    let two = four.lowHalf | four.highHalf
    return (factors, UInt8(truncatingIfNeeded: two[0] | two[1]))
  }

  /// The sums inside the borders of eight neighbouring windows.
  @inline(__always)
  private func innerSum(_ sums: UnsafePointer<Int32>) -> Counts {
    func at(_ offset: Int) -> Counts {
      UnsafeRawPointer(sums + offset).loadUnaligned(as: Counts.self)
    }
    return at(inner[0]) &- at(inner[1]) &- at(inner[2]) &+ at(inner[3])
  }

  /// The bits of the first so many of eight windows.
  @inline(__always)
  private static func firstBits(_ count: Int) -> UInt8 {
    count >= 8 ? 0xFF : ~(0xFF << UInt8(truncatingIfNeeded: count))
  }
}
