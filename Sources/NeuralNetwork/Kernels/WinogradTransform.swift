/// Winograd's minimal filtering with three taps along an axis (A. Lavin, S. Gray: Fast Algorithms for
/// Convolutional Neural Networks, 2015): outputs = Aᵀ · ((G · taps) ⊙ (Bᵀ · inputs)). Bᵀ and Aᵀ are
/// in VectorKernels.
enum WinogradTransform: Sendable {
  /// F(2, 3): a tile of 4×4 points for 2×2 outputs, 2.25 times fewer multiplications.
  case ofTwo
  /// F(4, 3) at the points 0, ±1, ±2: a tile of 6×6 points for 4×4 outputs, 4 times fewer
  /// multiplications. Relative errors stay below 1e-5 of the largest output.
  case ofFour

  /// Of the channels and filters, a multiple is needed.
  static let lanes = 4

  /// Outputs along an axis.
  var outputs: Int {
    switch self {
    case .ofTwo: 2
    case .ofFour: 4
    }
  }

  /// Inputs and points along an axis.
  var points: Int { outputs + 2 }

  /// Rows of G: what each of the three taps contributes to each point.
  private var taps: [[Float]] {
    switch self {
    case .ofTwo:
      [[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]
    case .ofFour:
      [
        [1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6], [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6], [0, 0, 1],
      ]
    }
  }
}

extension WinogradTransform {
  /// The taps of all filters, (3, 3, channels, filters), as (points, points, channels, filters).
  func transformed(_ kernel: [Float]) -> [Float] {
    let plane = kernel.count / 9
    // Along the rows of taps, then along the columns.
    let rows = contracted(kernel, plane: 3 * plane, repeats: 1)
    return contracted(rows, plane: plane, repeats: points)
  }

  /// `repeats` times three planes as as many planes as there are points.
  private func contracted(_ planes: [Float], plane: Int, repeats: Int) -> [Float] {
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
