/// Cuts a stream of samples into overlapping frames. What it hands out does not depend on how the
/// stream is cut into blocks.
final class FrameSequence {
  let length: Int
  let hop: Int
  /// Frames handed out so far.
  private(set) var count = 0
  private var samples: [Float]
  private var start = 0

  /// - Parameter leadingZeros: silence before the first sample.
  init(length: Int, hop: Int, leadingZeros: Int = 0) {
    self.length = length
    self.hop = hop
    samples = [Float](repeating: 0, count: leadingZeros)
  }

  /// Adds samples and hands out every frame that is complete now.
  func append(_ block: [Float], _ body: (UnsafePointer<Float>) -> Void) {
    samples += block
    samples.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      while start + length <= buffer.count {
        body(base + start)
        start += hop
        count += 1
      }
    }
    let done = min(start, samples.count)
    samples.removeFirst(done)
    start -= done
  }

  /// Ends the stream with silence.
  func finish(trailingZeros: Int, _ body: (UnsafePointer<Float>) -> Void) {
    append([Float](repeating: 0, count: trailingZeros), body)
  }
}
