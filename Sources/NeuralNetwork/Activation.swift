/// An element-wise function (specs/keras-h5.md §9).
public enum Activation: Sendable, Equatable {
  /// x
  case linear
  /// x ≥ maximum → maximum; x ≥ threshold → x; otherwise negativeSlope · (x − threshold).
  case relu(maximum: Float?, negativeSlope: Float, threshold: Float)
  /// x > 0 → x; otherwise slope · x.
  case leakyRelu(slope: Float)
  /// x > 0 → x; otherwise alpha · (eˣ − 1).
  case elu(alpha: Float)
  /// Scaled exponential linear unit with its two published constants.
  case selu
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// slope · x + offset, clipped to 0…1. Keras 1 and 2: 0.2 and 0.5; Keras 3: 1/6 and 0.5.
  case hardSigmoid(slope: Float, offset: Float)
  /// Hyperbolic tangent.
  case tanh
  /// log(1 + eˣ)
  case softplus
  /// x / (1 + |x|)
  case softsign
  /// eˣ
  case exponential
  /// x · sigmoid(x), also called swish.
  case silu
  /// x · clip(x / 6 + 0.5, 0, 1), also called hard swish.
  case hardSilu
  /// x · Φ(x) with the error function, not its tanh approximation.
  case gelu
  /// x · Φ(x) by its tanh approximation.
  case geluTanh
  /// x · tanh(softplus(x))
  case mish
  /// x > 0 → x; otherwise alpha · (e^(x / alpha) − 1).
  case celu(alpha: Float)
  /// log(sigmoid(x))
  case logSigmoid
  /// min(max(x, minimum), maximum)
  case clip(minimum: Float, maximum: Float)
  /// Moved towards zero by the threshold; zero when nearer than that.
  case softShrink(threshold: Float)
  /// |x| > threshold → x; otherwise 0.
  case hardShrink(threshold: Float)
  /// x − tanh(x)
  case tanhShrink
  /// (x + √(x² + b)) / 2; Keras' b is 4.
  case squareplus(b: Float)
  /// x ≤ −1 → 0; x ≥ 1 → x; otherwise (x + 1)² / 4.
  case sparsePlus
  /// x > threshold → x; otherwise the value. Keras' `ThresholdedReLU` has the value 0.
  case threshold(Float, value: Float)

  /// max(x, 0)
  public static let relu = Activation.relu(maximum: nil, negativeSlope: 0, threshold: 0)

  /// min(max(x, 0), 6)
  public static let relu6 = Activation.relu(maximum: 6, negativeSlope: 0, threshold: 0)

  /// min(max(x, −1), 1)
  public static let hardTanh = Activation.clip(minimum: -1, maximum: 1)
}
