import Glibc

extension Activation {
  /// Replaces each of `count` values by its image. Forms that would overflow for large arguments
  /// are avoided: every finite value has a finite image where the function has one.
  func apply(to values: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .linear:
      break
    case .relu(nil, 0, 0):
      for i in 0..<count { values[i] = rectified(values[i]) }
    case .relu(let maximum, let negativeSlope, let threshold):
      let ceiling = maximum ?? .infinity
      for i in 0..<count {
        let x = values[i]
        let low = x < threshold ? negativeSlope * (x - threshold) : x
        values[i] = x >= ceiling ? ceiling : low
      }
    case .leakyRelu(let slope):
      for i in 0..<count { values[i] = values[i] < 0 ? slope * values[i] : values[i] }
    case .elu(let alpha):
      for i in 0..<count { values[i] = values[i] < 0 ? alpha * expm1f(values[i]) : values[i] }
    case .selu:
      let scale: Float = 1.050_700_987_355_480_5
      let negativeScale = scale * 1.673_263_242_354_377_2
      for i in 0..<count {
        let x = values[i]
        values[i] = x < 0 ? negativeScale * expm1f(x) : scale * x
      }
    case .sigmoid:
      for i in 0..<count { values[i] = logistic(values[i]) }
    case .hardSigmoid(let slope, let offset):
      for i in 0..<count {
        let line = slope * values[i] + offset
        values[i] = line < 0 ? 0 : (line > 1 ? 1 : line)
      }
    case .tanh:
      for i in 0..<count { values[i] = tanhf(values[i]) }
    case .softplus:
      for i in 0..<count { values[i] = logOnePlusExponential(values[i]) }
    case .softsign:
      for i in 0..<count { values[i] = values[i] / (1 + abs(values[i])) }
    case .exponential:
      for i in 0..<count { values[i] = expf(values[i]) }
    case .silu:
      for i in 0..<count { values[i] = values[i] * logistic(values[i]) }
    case .hardSilu:
      for i in 0..<count {
        values[i] = values[i] * clipped(values[i] * (1 / 6) + 0.5, from: 0, to: 1)
      }
    case .gelu:
      // erfc keeps the digits that 1 + erf loses for negative arguments.
      let scale = -Float(0.5).squareRoot()
      for i in 0..<count { values[i] = 0.5 * values[i] * erfcf(scale * values[i]) }
    case .geluTanh:
      let scale = (2 / Float.pi).squareRoot()
      for i in 0..<count {
        let x = values[i]
        values[i] = 0.5 * x * (1 + tanhf(scale * (x + 0.044715 * x * x * x)))
      }
    case .mish:
      for i in 0..<count { values[i] = values[i] * tanhf(logOnePlusExponential(values[i])) }
    case .celu, .logSigmoid, .clip, .softShrink, .hardShrink, .tanhShrink, .squareplus,
      .sparsePlus, .threshold:
      applyRare(to: values, count: count)
    }
  }

  /// The functions that convolutional networks seldom use.
  private func applyRare(to values: UnsafeMutablePointer<Float>, count: Int) {
    switch self {
    case .celu(let alpha):
      for i in 0..<count {
        values[i] = values[i] < 0 ? alpha * expm1f(values[i] / alpha) : values[i]
      }
    case .logSigmoid:
      for i in 0..<count { values[i] = -logOnePlusExponential(-values[i]) }
    case .clip(let minimum, let maximum):
      for i in 0..<count { values[i] = clipped(values[i], from: minimum, to: maximum) }
    case .softShrink(let threshold):
      for i in 0..<count {
        let x = values[i]
        values[i] = x > threshold ? x - threshold : (x < -threshold ? x + threshold : x * 0)
      }
    case .hardShrink(let threshold):
      for i in 0..<count { values[i] = abs(values[i]) > threshold ? values[i] : values[i] * 0 }
    case .tanhShrink:
      for i in 0..<count { values[i] -= tanhf(values[i]) }
    case .squareplus(let b):
      for i in 0..<count {
        let x = values[i]
        // √(x² + b) without the overflow of x², and for x < 0 without its cancellation.
        let root = hypotf(x, b.squareRoot())
        values[i] = x >= 0 ? (x + root) / 2 : b / (2 * (root - x))
      }
    case .sparsePlus:
      for i in 0..<count {
        let x = values[i]
        values[i] = x <= -1 ? 0 : (x < 1 ? 0.25 * (x + 1) * (x + 1) : x)
      }
    case .threshold(let threshold, let value):
      for i in 0..<count { values[i] = values[i] <= threshold ? value : values[i] }
    default:
      break
    }
  }
}

/// max(x, 0); not-a-number stays what it is, so that a broken model shows.
@inline(__always)
func rectified(_ x: Float) -> Float { 0 > x ? 0 : x }

/// x, but no less and no more than two bounds; not-a-number stays what it is.
@inline(__always)
private func clipped(_ x: Float, from minimum: Float, to maximum: Float) -> Float {
  x < minimum ? minimum : (x > maximum ? maximum : x)
}

/// 1 / (1 + e⁻ˣ) with an exponential that never overflows.
@inline(__always)
private func logistic(_ x: Float) -> Float {
  let small = expf(-abs(x))
  return (x >= 0 ? 1 : small) / (1 + small)
}

/// log(1 + eˣ) with an exponential that never overflows.
@inline(__always)
private func logOnePlusExponential(_ x: Float) -> Float {
  rectified(x) + log1pf(expf(-abs(x)))
}
