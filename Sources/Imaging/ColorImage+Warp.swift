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
    bytes.withUnsafeBufferPointer { source in
      values.withUnsafeMutableBufferPointer { output in
        guard let source = source.baseAddress, let output = output.baseAddress else { return }
        let samples = min(max(Int((transform.scale / 2).rounded(.up)), 1), Self.mostSamples)
        let sampler = BilinearSampler(source: source, width: width, height: height)
        if samples == 1 {
          sampler.run(transform, size: size, output)
        } else {
          sampler.run(transform, size: size, samples: samples, output)
        }
      }
    }
  }

  /// No coordinate that a face can have, yet far within the integers.
  private static let farthest = 1e7
  private static let mostSamples = 16
}

/// Bilinear samples of an image.
private struct BilinearSampler {
  let source: UnsafePointer<UInt8>
  let width: Int
  let height: Int

  private static let unit: Float = 1 / 255

  func run(_ transform: SimilarityTransform, size: Int, _ output: UnsafeMutablePointer<Float>) {
    for v in 0..<size {
      let row = transform(SIMD2(0.5, Double(v) + 0.5)) - 0.5
      var pixel = output + v * size * ColorImage.channels
      for u in 0..<size {
        let steps = Double(u)
        write(sample(x: row.x + transform.a * steps, y: row.y + transform.b * steps), to: pixel)
        pixel += ColorImage.channels
      }
    }
  }

  func run(
    _ transform: SimilarityTransform, size: Int, samples: Int, _ output: UnsafeMutablePointer<Float>
  ) {
    let count = samples * samples
    let share = 1 / Float(count)
    withUnsafeTemporaryAllocation(of: SIMD2<Double>.self, capacity: count) { offsets in
      guard let offsets = offsets.baseAddress else { return }
      let origin = transform(.zero)
      for k in 0..<count {
        let inner = SIMD2(Double(k % samples) + 0.5, Double(k / samples) + 0.5) / Double(samples)
        offsets[k] = transform(inner) - origin
      }
      var pixel = output
      for v in 0..<size {
        let row = transform(SIMD2(0, Double(v))) - 0.5
        for u in 0..<size {
          let steps = Double(u)
          let x = row.x + transform.a * steps
          let y = row.y + transform.b * steps
          var sum = SIMD4<Float>.zero
          for k in 0..<count { sum += sample(x: x + offsets[k].x, y: y + offsets[k].y) }
          write(sum * share, to: pixel)
          pixel += ColorImage.channels
        }
      }
    }
  }

  @inline(__always)
  private func write(_ color: SIMD4<Float>, to pixel: UnsafeMutablePointer<Float>) {
    let scaled = color * Self.unit
    pixel[0] = scaled[2]
    pixel[1] = scaled[1]
    pixel[2] = scaled[0]
  }

  /// The image at a position in which the centre of the first pixel is 0: blue, green, red in
  /// 0…255; the fourth element means nothing.
  @inline(__always)
  private func sample(x: Double, y: Double) -> SIMD4<Float> {
    let position = SIMD2(x, y)
    // Without the library call that rounding needs on the oldest processors of this kind, and
    // without the checks of a conversion: positions are far below 2⁵¹.
    var corner = (position + Self.rounder) - Self.rounder
    corner.replace(with: corner - 1, where: corner .> position)
    let whole =
      unsafeBitCast(corner + Self.rounder, to: SIMD2<Int64>.self) &- Self.rounderBits
    let left = Int(whole.x)
    let top = Int(whole.y)
    let share = position - corner
    let dx = Float(share.x)
    let dy = Float(share.y)
    let upper: SIMD4<Float>
    let lower: SIMD4<Float>
    // Four bytes are read of a pixel, so the last column is left to the other way.
    if left >= 0, top >= 0, left < width &- 2, top < height &- 1 {
      let first = source + (top &* width &+ left) &* ColorImage.channels
      let second = first + width &* ColorImage.channels
      upper = blend(loadFour(first), loadFour(first + ColorImage.channels), dx)
      lower = blend(loadFour(second), loadFour(second + ColorImage.channels), dx)
    } else {
      upper = blend(pixel(left, top), pixel(left + 1, top), dx)
      lower = blend(pixel(left, top + 1), pixel(left + 1, top + 1), dx)
    }
    return blend(upper, lower, dy)
  }

  /// Adding 1.5·2⁵² rounds to a whole number, which then stands in the lowest bits.
  @inline(__always)
  private static var rounder: Double { 6_755_399_441_055_744 }
  @inline(__always)
  private static var rounderBits: Int64 { 0x4338_0000_0000_0000 }

  @inline(__always)
  private func blend(_ p: SIMD4<Float>, _ q: SIMD4<Float>, _ share: Float) -> SIMD4<Float> {
    p * (1 - share) + q * share
  }

  @inline(__always)
  private func pixel(_ x: Int, _ y: Int) -> SIMD4<Float> {
    guard x >= 0, y >= 0, x < width, y < height else { return .zero }
    return load(source + (y * width + x) * ColorImage.channels)
  }

  /// A pixel and the byte behind it.
  @inline(__always)
  private func loadFour(_ pixel: UnsafePointer<UInt8>) -> SIMD4<Float> {
    SIMD4<Float>(
      unsafeBitCast(
        UnsafeRawPointer(pixel).loadUnaligned(as: UInt32.self), to: SIMD4<UInt8>.self))
  }

  @inline(__always)
  private func load(_ pixel: UnsafePointer<UInt8>) -> SIMD4<Float> {
    SIMD4(Float(pixel[0]), Float(pixel[1]), Float(pixel[2]), 0)
  }
}
