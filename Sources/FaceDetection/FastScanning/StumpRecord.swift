/// A stump as kernels read it: one line of the cache.
struct StumpRecord: BitwiseCopyable {
  /// The offsets of the points in the order of ``CornerSum/Shape/factors``; 0 beyond them.
  var corners: InlineArray<9, Int32>
  var threshold: Float
  var difference: Float
  /// What is added if the normalised sum is not less than the threshold, and if it is.
  var leaves: InlineArray<2, Int64>

  init(_ stump: CompiledCascade.Stump, layout: ScanLayout, step: Int) {
    corners = InlineArray(repeating: 0)
    for (i, point) in stump.sum.points.enumerated() {
      corners[i] = Int32(layout.offset(x: point.x, y: point.y, step: step))
    }
    threshold = stump.threshold
    difference = stump.difference
    leaves = [stump.other, stump.lesser]
  }
}
