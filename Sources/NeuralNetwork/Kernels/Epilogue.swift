/// What follows a matrix product on rows that are still in cache: bias, then activation.
struct Epilogue: Sendable {
  /// One value per channel.
  let bias: [Float]?
  let activation: Activation

  /// Applies both to `rows` rows of `channels` values that lie without gaps.
  func apply(to values: UnsafeMutablePointer<Float>, rows: Int, channels: Int) {
    guard let bias else {
      activation.apply(to: values, count: rows * channels)
      return
    }
    bias.withUnsafeBufferPointer { bias in
      guard let bias = bias.baseAddress else { return }
      if activation == .relu {
        for row in 0..<rows {
          let values = values + row * channels
          for channel in 0..<channels {
            values[channel] = rectified(values[channel] + bias[channel])
          }
        }
      } else {
        for row in 0..<rows {
          let values = values + row * channels
          for channel in 0..<channels { values[channel] += bias[channel] }
        }
        activation.apply(to: values, count: rows * channels)
      }
    }
  }
}
