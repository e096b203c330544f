import Imaging

/// Finds the centre of a pupil in the picture of an eye: the place that most gradients of the
/// picture point away from, dark places first (Timm and Barth, "Accurate eye centre localisation by
/// means of gradients", 2011).
struct PupilFinder {
  /// Pixels of a side that the eye is brought to.
  private static let size = 48
  /// Where a pupil may be; brows and corners lie outside.
  private static let columns = 8..<40
  private static let rows = 14..<38
  /// Gradients count that are longer than the mean by this many standard deviations.
  private static let prominence = 0.3
  /// Places around the best one whose value is above this share of its value refine it.
  private static let peakShare: Float = 0.8
  private static let peakReach = 3

  /// The centre as shares of the eye's width and height; nil where the picture is flat.
  static func pupil(in eye: GrayImage) -> SIMD2<Double>? {
    guard eye.width > 1, eye.height > 1 else { return nil }
    let image = eye.resizedBilinearly(width: size, height: size)
    let gradients = gradients(of: image)
    guard !gradients.isEmpty else { return nil }
    let darkness = darkness(of: image)
    var values = [Float](repeating: 0, count: size * size)
    var best = (index: 0, value: Float(0))
    for row in rows {
      for column in columns {
        let index = row * size + column
        values[index] = darkness[index] * agreement(of: gradients, x: column, y: row)
        if values[index] > best.value { best = (index, values[index]) }
      }
    }
    guard best.value > 0 else { return nil }
    return peak(of: values, at: best.index)
  }

  private struct Gradient {
    let x: Int
    let y: Int
    /// Of length 1.
    let direction: SIMD2<Float>
  }

  private static func gradients(of image: GrayImage) -> [Gradient] {
    var found: [(gradient: Gradient, length: Double)] = []
    found.reserveCapacity(size * size)
    var sum = 0.0
    var squares = 0.0
    let pixels = image.pixels
    for y in 1..<(size - 1) {
      for x in 1..<(size - 1) {
        let index = y * size + x
        let step = SIMD2(
          Float(pixels[index + 1]) - Float(pixels[index - 1]),
          Float(pixels[index + size]) - Float(pixels[index - size]))
        let length = (step * step).sum().squareRoot()
        sum += Double(length)
        squares += Double(length) * Double(length)
        guard length > 0 else { continue }
        found.append((Gradient(x: x, y: y, direction: step / length), Double(length)))
      }
    }
    let count = Double((size - 2) * (size - 2))
    let mean = sum / count
    let deviation = max(0, squares / count - mean * mean).squareRoot()
    let least = mean + prominence * deviation
    return found.lazy.filter { $0.length > least }.map(\.gradient)
  }

  /// 255 minus the mean of 5×5 pixels.
  private static func darkness(of image: GrayImage) -> [Float] {
    let pixels = image.pixels
    var result = [Float](repeating: 0, count: size * size)
    for y in rows {
      for x in columns {
        var sum = 0
        for dy in -2...2 {
          for dx in -2...2 { sum += Int(pixels[(y + dy) * size + x + dx]) }
        }
        result[y * size + x] = 255 - Float(sum) / 25
      }
    }
    return result
  }

  /// How well gradients point away from a place: the sum of squared cosines, backward ones left out.
  private static func agreement(of gradients: [Gradient], x: Int, y: Int) -> Float {
    var sum: Float = 0
    for gradient in gradients {
      let way = SIMD2(Float(gradient.x - x), Float(gradient.y - y))
      let length = (way * way).sum()
      guard length > 0 else { continue }
      let along = max(0, (way * gradient.direction).sum())
      sum += along * along / length
    }
    return sum
  }

  private static func peak(of values: [Float], at index: Int) -> SIMD2<Double> {
    let least = peakShare * values[index]
    let (row, column) = (index / size, index % size)
    var sum = SIMD2<Double>.zero
    var total = 0.0
    for y in max(row - peakReach, 0)...min(row + peakReach, size - 1) {
      for x in max(column - peakReach, 0)...min(column + peakReach, size - 1) {
        let weight = Double(max(0, values[y * size + x] - least))
        sum += weight * SIMD2(Double(x) + 0.5, Double(y) + 0.5)
        total += weight
      }
    }
    return sum / total / Double(size)
  }
}
