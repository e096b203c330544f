import Imaging

/// The search of one level: pointers to what its kernels read and write.
struct LevelScan {
  typealias Counts = SIMD8<Int32>
  typealias Values = SIMD8<Float>

  /// From so many windows of eight on, a stage is evaluated for all eight at once.
  static let dense = 3

  let level: ScanLevel
  let pitch: Int
  let sums: UnsafePointer<Int32>
  let squares: UnsafePointer<Int32>
  let records: UnsafePointer<StumpRecord>
  let stages: UnsafeBufferPointer<CompiledCascade.Stage>
  /// The offsets of the corners of the window without its border.
  let inner: SIMD4<Int>
  /// The number of pixels of the window without its border.
  let area: Double
  /// For each window of a row, the factor that makes sums independent of contrast, or infinity or
  /// not a number.
  let factors: UnsafeMutablePointer<Float>
  let chain: SkipChain

  /// Appends the windows that pass all stages, by row and column.
  func run(into candidates: inout [Rectangle]) {
    let count = (level.columnEnd + level.step - 1) / level.step
    for y in stride(from: 0, to: level.rowEnd, by: level.step) {
      let row = y * pitch
      computeFactors(row: row, count: count)
      var skips: UInt8 = 0
      for k in stride(from: 0, to: count, by: ScanLayout.lanes) {
        let window = sums + row + k
        let factor = UnsafeRawPointer(factors + k).loadUnaligned(as: Values.self)
        let contrasted = bits(contrast(factor)) & mask(count - k)
        guard contrasted != 0 else {
          skips = 0
          continue
        }
        let passing = evaluate(stages[0], window, factor, contrasted)
        let step = chain[failing: contrasted & ~passing, skipsFirst: skips]
        skips = step.skipsNext
        var alive = passing & step.visited
        guard alive != 0 else { continue }
        alive = finish(window, factor, alive)
        while alive != 0 {
          let lane = alive.trailingZeroBitCount
          alive &= alive &- 1
          candidates.append(level.rectangle(x: (k + lane) * level.step, y: y))
        }
      }
    }
  }

  /// The bits of windows that exist.
  @inline(__always)
  private func mask(_ remaining: Int) -> UInt8 {
    remaining >= 8 ? 0xFF : ~(0xFF << UInt8(truncatingIfNeeded: remaining))
  }

  /// Which windows have a standard deviation above about 10 gray levels.
  @inline(__always)
  private func contrast(_ factor: Values) -> SIMDMask<SIMD8<Int32>> {
    // Not a number and infinity fail.
    let low = SIMD4<Double>(factor.lowHalf) * area .< 0.1
    let high = SIMD4<Double>(factor.highHalf) * area .< 0.1
    var mask = SIMDMask<SIMD8<Int32>>(repeating: false)
    for i in 0..<4 {
      mask[i] = low[i]
      mask[4 + i] = high[i]
    }
    return mask
  }

  /// Computes the factors of a row: 1 / √(area · Σ squares − (Σ pixels)²).
  private func computeFactors(row: Int, count: Int) {
    let sums = sums + row
    let squares = squares + row
    for k in 0..<count {
      let sum = Double(
        sums[k + inner[0]] &- sums[k + inner[1]] &- sums[k + inner[2]] &+ sums[k + inner[3]])
      let square = Double(
        squares[k + inner[0]] &- squares[k + inner[1]] &- squares[k + inner[2]]
          &+ squares[k + inner[3]])
      factors[k] = Float(1.0 / (area * square - sum * sum).squareRoot())
    }
  }

  /// Evaluates the stages after the first, together while several windows are left.
  private func finish(
    _ window: UnsafePointer<Int32>, _ factor: Values, _ windows: UInt8
  ) -> UInt8 {
    var alive = windows
    var index = 1
    while index < stages.count && alive.nonzeroBitCount >= Self.dense {
      alive &= evaluate(stages[index], window, factor, alive)
      index += 1
    }
    guard alive != 0, index < stages.count else { return alive }
    var passing: UInt8 = 0
    while alive != 0 {
      let lane = alive.trailingZeroBitCount
      alive &= alive &- 1
      var stage = index
      while stage < stages.count, passes(stages[stage], window + lane, factor[lane]) { stage += 1 }
      if stage == stages.count { passing |= 1 << UInt8(truncatingIfNeeded: lane) }
    }
    return passing
  }
}
