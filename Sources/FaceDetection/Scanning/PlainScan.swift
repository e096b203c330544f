import Imaging

/// The search as the specification words it, one window after the other: of all cascades, and what
/// the fast search is tested against.
///
/// Source: the specification of the cascade, sections 5 to 8.
package enum PlainScan {
  /// The windows that pass all stages, by level, row and column.
  package static func candidates(
    in image: GrayImage, classifier: CascadeClassifier, levels: [ScanLevel]
  ) -> [Rectangle] {
    var candidates: [Rectangle] = []
    for level in levels {
      let reduced = image.resizedExactly(width: level.width, height: level.height)
      let evaluation = WindowEvaluation(of: classifier, in: reduced)
      for y in stride(from: 0, to: level.rowEnd, by: level.step) {
        var x = 0
        while x < level.columnEnd {
          switch evaluation.run(x: x, y: y) {
          case .passed: candidates.append(level.rectangle(x: x, y: y))
          // OpenCV skips the right neighbour of a window that fails at once.
          case .rejected(stage: 0): x += level.step
          case .rejected, .flat: break
          }
          x += level.step
        }
      }
    }
    return candidates
  }
}
