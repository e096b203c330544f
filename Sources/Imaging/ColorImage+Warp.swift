import VectorKernels

extension ColorImage {
  /// Writes a square crop as `size * size * 3` values in 0…1: red, green, blue of each pixel, row
  /// after row.
  ///
  /// The pixel (u, v) of the crop is the image at `transform(u + ½, v + ½)`, interpolated
  /// bilinearly between the centres of four pixels; outside the image all is black. Where the crop
  /// is taken at a scale s > 2, it is the mean of m×m such samples, m = ⌈s/2⌉ (at most 16), at
  /// `transform(u + (i + ½)/m, v + (j + ½)/m)`: nothing finer than the crop's pixels is missed.
  ///
  /// - Parameters:
  ///   - transform: from the crop to the image.
  ///   - size: pixels of a side of the crop.
  ///   - values: receives the values; other ones are appended or removed to make the count right.
  public func warp(by transform: SimilarityTransform, size: Int, into values: inout [Float]) {
    let count = size * size * Self.channels
    if values.count != count { values = [Float](repeating: 0, count: count) }
    let coefficients = [transform.a, transform.b, transform.shift.x, transform.shift.y]
    guard !isEmpty, coefficients.allSatisfy({ abs($0) < Self.farthest }) else {
      for i in values.indices { values[i] = 0 }
      return
    }
    let samples = min(max(Int((transform.scale / 2).rounded(.up)), 1), Self.mostSamples)
    let offsets = Self.offsets(of: transform, samples: samples)
    bytes.withUnsafeBufferPointer { source in
      values.withUnsafeMutableBufferPointer { output in
        guard let output = output.baseAddress else { return }
        for v in 0..<size {
          let start = transform(SIMD2(0, Double(v))) - 0.5
          let line = VectorLine(x: start.x, y: start.y, dx: transform.a, dy: transform.b)
          vector_warp(
            source.baseAddress, width, height, line, offsets, offsets.count / 2,
            output + v * size * Self.channels, size)
        }
      }
    }
  }

  /// From the corner of a pixel of the crop to its samples: x and y of each in the image.
  private static func offsets(of transform: SimilarityTransform, samples: Int) -> [Double] {
    let origin = transform(.zero)
    return (0..<(samples * samples)).flatMap { k in
      let inner = SIMD2(Double(k % samples) + 0.5, Double(k / samples) + 0.5) / Double(samples)
      let offset = transform(inner) - origin
      return [offset.x, offset.y]
    }
  }

  /// No coordinate that a face can have, yet far within the integers.
  private static let farthest = 1e7
  private static let mostSamples = 16
}
