/// The values that Winograd's transforms work on at a time: neighbouring channels.
typealias WinogradLane = SIMD4<Float>

/// One axis of Winograd's minimal filtering with three taps (A. Lavin, S. Gray: Fast Algorithms for
/// Convolutional Neural Networks, 2015): outputs = Aᵀ · ((G · taps) ⊙ (Bᵀ · inputs)).
protocol WinogradTransform: Sendable {
  /// Outputs along an axis.
  static var outputs: Int { get }

  /// Rows of G: what each of the three taps contributes to each point.
  static var taps: [[Float]] { get }

  /// Bᵀ: reads the inputs of an axis and writes its points.
  static func input(_ read: (Int) -> WinogradLane, _ write: (Int, WinogradLane) -> Void)

  /// Aᵀ: reads the points of an axis and writes its outputs.
  static func output(_ read: (Int) -> WinogradLane, _ write: (Int, WinogradLane) -> Void)
}

extension WinogradTransform {
  /// Inputs and points along an axis.
  static var points: Int { outputs + 2 }
}

/// F(2, 3): a tile of 4×4 points for 2×2 outputs, 2.25 times fewer multiplications.
enum WinogradOfTwo: WinogradTransform {
  static var outputs: Int { 2 }

  static var taps: [[Float]] { [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]] }

  @inline(__always)
  static func input(_ read: (Int) -> WinogradLane, _ write: (Int, WinogradLane) -> Void) {
    let (d0, d1, d2, d3) = (read(0), read(1), read(2), read(3))
    write(0, d0 - d2)
    write(1, d1 + d2)
    write(2, d2 - d1)
    write(3, d1 - d3)
  }

  @inline(__always)
  static func output(_ read: (Int) -> WinogradLane, _ write: (Int, WinogradLane) -> Void) {
    let (m0, m1, m2, m3) = (read(0), read(1), read(2), read(3))
    write(0, m0 + m1 + m2)
    write(1, m1 - m2 - m3)
  }
}

/// F(4, 3) at the points 0, ±1, ±2: a tile of 6×6 points for 4×4 outputs, 4 times fewer
/// multiplications. Relative errors stay below 1e-5 of the largest output.
enum WinogradOfFour: WinogradTransform {
  static var outputs: Int { 4 }

  static var taps: [[Float]] {
    [
      [1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6], [1 / 24, 1 / 12, 1 / 6],
      [1 / 24, -1 / 12, 1 / 6], [0, 0, 1],
    ]
  }

  @inline(__always)
  static func input(_ read: (Int) -> WinogradLane, _ write: (Int, WinogradLane) -> Void) {
    let (d0, d1, d2, d3, d4, d5) = (read(0), read(1), read(2), read(3), read(4), read(5))
    let even = d4 - d2
    let odd = d3 - d1
    let twice = odd + odd
    write(0, (d0 - d2) * 4 + even)
    write(3, even + twice)
    write(4, even - twice)
    write(5, d5 - d3 - (twice + twice))
    let (a, b) = (d4 - d2 * 4, d3 - d1 * 4)
    write(1, a + b)
    write(2, a - b)
  }

  @inline(__always)
  static func output(_ read: (Int) -> WinogradLane, _ write: (Int, WinogradLane) -> Void) {
    let (m1, m2, m3, m4) = (read(1), read(2), read(3), read(4))
    let (sum1, difference1) = (m1 + m2, m1 - m2)
    let (sum2, difference2) = (m3 + m4, m3 - m4)
    let twice = difference2 + difference2
    let fourfold = sum2 + sum2
    write(0, read(0) + sum1 + sum2)
    write(1, difference1 + twice)
    write(2, sum1 + (fourfold + fourfold))
    write(3, difference1 + (twice + twice) * 2 + read(5))
  }
}

extension WinogradTransform {
  /// The taps of all filters, (3, 3, channels, filters), as (points, points, channels, filters).
  static func transformed(_ kernel: [Float]) -> [Float] {
    let plane = kernel.count / 9
    // Along the rows of taps, then along the columns.
    let rows = contracted(kernel, plane: 3 * plane, repeats: 1)
    return contracted(rows, plane: plane, repeats: points)
  }

  /// `repeats` times three planes as as many planes as there are points.
  private static func contracted(_ planes: [Float], plane: Int, repeats: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: repeats * points * plane) { results, count in
      planes.withUnsafeBufferPointer { planes in
        guard let planes = planes.baseAddress, var result = results.baseAddress else { return }
        for index in 0..<repeats {
          let source = planes + index * 3 * plane
          for factors in taps {
            let (f0, f1, f2) = (factors[0], factors[1], factors[2])
            for value in 0..<plane {
              result[value] =
                f0 * source[value] + f1 * source[plane + value] + f2 * source[2 * plane + value]
            }
            result += plane
          }
        }
        count = repeats * points * plane
      }
    }
  }
}
