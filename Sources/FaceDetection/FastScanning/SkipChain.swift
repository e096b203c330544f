/// Which of eight neighbouring windows OpenCV looks at.
///
/// After a window that fails at the first stage, the next one is not looked at. So windows are
/// looked at as one walks along a row; this table walks eight at a time.
struct SkipChain: Sendable {
  /// What a walk over eight windows gives.
  struct Step: BitwiseCopyable {
    /// The windows that are looked at; bit i is window i.
    var visited: UInt8
    /// 1 if the window after the eighth is skipped, else 0.
    var skipsNext: UInt8
  }

  private let steps: [Step]

  init() {
    steps = (0..<512).map { index in
      var skips = index >= 256
      var visited: UInt8 = 0
      for bit in 0..<8 {
        guard !skips else {
          skips = false
          continue
        }
        visited |= 1 << bit
        skips = index >> bit & 1 == 1
      }
      return Step(visited: visited, skipsNext: skips ? 1 : 0)
    }
  }

  /// Walks over eight windows, of which those in `failing` fail at the first stage; the first is
  /// skipped if `skipsFirst` is 1.
  subscript(failing failing: UInt8, skipsFirst skipsFirst: UInt8) -> Step {
    steps[Int(failing) | Int(skipsFirst) << 8]
  }
}
