import VectorKernels

/// Winograd's minimal filtering with three taps along an axis (A. Lavin, S. Gray: Fast Algorithms for
/// Convolutional Neural Networks, 2015): outputs = Aᵀ · ((G · taps) ⊙ (Bᵀ · inputs)). G, Bᵀ and
/// Aᵀ are in VectorKernels.
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

  /// The taps of all filters, (3, 3, channels, filters), as a matrix (channels, filters) for each of
  /// points² points.
  func weights(_ kernel: [Float], channels: Int, filters: Int) -> PanelWeights {
    kernel.withUnsafeBufferPointer { kernel in
      PanelWeights(matrices: points * points, inner: channels, columns: filters) {
        target, step, channel, part in
        guard let taps = kernel.baseAddress else { return }
        vector_winograd_taps(
          outputs, taps + channel * filters + part.lowerBound, channels * filters, part.count,
          target, step)
      }
    }
  }
}
