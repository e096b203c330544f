import VectorKernels

/// What follows the sums of a layer on rows that are still in cache: a bias, another input, and a
/// function of the result.
struct Epilogue: Sendable {
  /// One value per channel.
  var bias: [Float]?
  /// Whether the layer's last input, of the output's shape, is added.
  var addsInput = false
  /// One value per channel: x > 0 → x; otherwise slope · x.
  var slopes: [Float]?
  /// What comes last.
  var activation = Activation.linear

  /// Whether nothing but a bias follows.
  var isLinear: Bool { !addsInput && slopes == nil && activation == .linear }

  /// Lends what a run needs, looked up once.
  ///
  /// - Parameter inputs: All inputs of the layer, the one to be added last.
  func bound(to inputs: [UnsafePointer<Float>], _ body: (Bound) -> Void) {
    let addend = addsInput ? inputs.last : nil
    Self.lend(bias) { bias in
      Self.lend(slopes) { slopes in
        body(
          Bound(
            bias: bias, addend: addend, slopes: slopes, activation: activation,
            rectifies: activation == .relu))
      }
    }
  }

  private static func lend(_ values: [Float]?, _ body: (UnsafePointer<Float>?) -> Void) {
    guard let values else { return body(nil) }
    values.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}

extension Epilogue {
  /// An epilogue during one run.
  struct Bound {
    fileprivate let bias: UnsafePointer<Float>?
    fileprivate let addend: UnsafePointer<Float>?
    fileprivate let slopes: UnsafePointer<Float>?
    fileprivate let activation: Activation
    fileprivate let rectifies: Bool

    /// Applies all of it to `rows` rows of `channels` values that lie without gaps from a place in
    /// the output.
    func apply(
      to output: UnsafeMutablePointer<Float>, from first: Int = 0, rows: Int, channels: Int
    ) {
      let values = output + first
      if bias != nil || addend != nil || slopes != nil || rectifies {
        vector_epilogue(
          values, bias, addend.map { $0 + first }, slopes, rectifies && slopes == nil, rows,
          channels)
      }
      if slopes != nil || !rectifies { activation.apply(to: values, count: rows * channels) }
    }
  }
}
