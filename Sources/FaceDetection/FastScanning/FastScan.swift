import Imaging

/// The search of the specification, eight neighbouring windows at once, with the same result as
/// ``PlainScan``.
///
/// It keeps the tables and the memory for one image size.
struct FastScan {
  private let cascade: CompiledCascade
  /// The levels, from the smallest window to the largest.
  let levels: [ScanLevel]
  private let resizes: [ExactResizePlan]
  private let layout: ScanLayout
  private let integrals: IntegralImages
  /// The stumps for levels of step 1 and of step 2.
  private let records: [ScanMemory<StumpRecord>?]
  private let reduced: ScanMemory<UInt8>
  private let scratch: ScanMemory<UInt16>
  private let factors: ScanMemory<Float>
  private let windows: ScanMemory<Int32>
  private let chain = SkipChain()

  /// Makes tables for images of a size.
  init(_ cascade: CompiledCascade, image: Size, levels: [ScanLevel]) {
    self.cascade = cascade
    self.levels = levels
    resizes = levels.map {
      ExactResizePlan(
        sourceWidth: image.width, sourceHeight: image.height, width: $0.width, height: $0.height)
    }
    let width = levels.map(\.width).max() ?? 0
    let height = levels.map(\.height).max() ?? 0
    let layout = ScanLayout(width: width)
    self.layout = layout
    integrals = IntegralImages(layout: layout, height: height)
    records = [1, 2].map { step in
      guard let first = cascade.stumps.first, levels.contains(where: { $0.step == step }) else {
        return nil
      }
      let memory = ScanMemory(
        count: cascade.stumps.count, zero: StumpRecord(first, layout: layout, step: step))
      for (i, stump) in cascade.stumps.enumerated() {
        memory.pointer[i] = StumpRecord(stump, layout: layout, step: step)
      }
      return memory
    }
    reduced = ScanMemory(count: width * height, zero: 0)
    scratch = ScanMemory(count: resizes.map(\.scratchCount).max() ?? 0, zero: 0)
    let band = LevelScan.bandRows * 2 * layout.pitch + ScanLayout.lanes
    factors = ScanMemory(count: band, zero: 0)
    windows = ScanMemory(count: band / 2, zero: 0)
  }

  /// Appends the windows that pass all stages, by level, row and column.
  func run(_ image: GrayImage, into candidates: inout [Rectangle]) {
    for level in levels.indices { run(image, level: level, into: &candidates) }
  }

  /// Appends the windows of one level that pass all stages, by row and column.
  func run(_ image: GrayImage, level: Int, into candidates: inout [Rectangle]) {
    image.withUnsafePixels { pixels in
      guard let pixels = pixels.baseAddress else { return }
      resizes[level].run(from: pixels, to: reduced.pointer, scratch: scratch.pointer)
      scan(levels[level], into: &candidates)
    }
  }

  private func scan(_ level: ScanLevel, into candidates: inout [Rectangle]) {
    guard let records = records[level.step - 1] else { return }
    integrals.compute(
      reduced.pointer, width: level.width, height: level.height, step: level.step)
    func corner(_ x: Int, _ y: Int) -> Int { layout.offset(x: x, y: y, step: level.step) }
    let (right, bottom) = (cascade.windowWidth - 1, cascade.windowHeight - 1)
    cascade.stages.withUnsafeBufferPointer { stages in
      LevelScan(
        level: level, pitch: layout.pitch, sums: integrals.sums, squares: integrals.squares,
        records: UnsafePointer(records.pointer), stages: stages,
        inner: SIMD4(
          corner(1, 1), corner(right, 1), corner(1, bottom), corner(right, bottom)),
        area: Double((right - 1) * (bottom - 1)), factors: factors.pointer,
        windows: windows.pointer, chain: chain
      ).run(into: &candidates)
    }
  }
}
