import Glibc

@testable import NeuralNetwork

extension Reference {
  static func activation(_ activation: Activation, _ x: Double) -> Double {
    switch activation {
    case .linear: x
    case .relu(let maximum, let negativeSlope, let threshold):
      if let maximum, x >= Double(maximum) {
        Double(maximum)
      } else {
        x >= Double(threshold) ? x : Double(negativeSlope) * (x - Double(threshold))
      }
    case .leakyRelu(let slope): x > 0 ? x : Double(slope) * x
    case .elu(let alpha): x > 0 ? x : Double(alpha) * (exp(x) - 1)
    case .selu:
      1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (exp(x) - 1))
    case .sigmoid: 1 / (1 + exp(-x))
    case .hardSigmoid(let slope, let offset):
      min(max(Double(slope) * x + Double(offset), 0), 1)
    case .tanh: tanh(x)
    case .softplus: x > 700 ? x : log(1 + exp(x))
    case .softsign: x / (1 + abs(x))
    case .exponential: exp(x)
    case .silu: x / (1 + exp(-x))
    case .gelu: 0.5 * x * (1 + erf(x / 2.0.squareRoot()))
    case .hardSilu: x * min(max(x / 6 + 0.5, 0), 1)
    case .geluTanh:
      0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
    case .celu(let alpha): x > 0 ? x : Double(alpha) * (exp(x / Double(alpha)) - 1)
    case .logSigmoid: x < -700 ? x : -log(1 + exp(-x))
    case .clip(let minimum, let maximum): min(max(x, Double(minimum)), Double(maximum))
    case .softShrink(let threshold):
      abs(x) <= Double(threshold) ? 0 : x - (x > 0 ? 1 : -1) * Double(threshold)
    case .hardShrink(let threshold): abs(x) > Double(threshold) ? x : 0
    case .tanhShrink: x - tanh(x)
    case .squareplus(let b): x < -1e6 ? 0 : (x + (x * x + Double(b)).squareRoot()) / 2
    case .sparsePlus: x <= -1 ? 0 : (x >= 1 ? x : (x + 1) * (x + 1) / 4)
    case .threshold(let threshold, let value): x > Double(threshold) ? x : Double(value)
    case .mish: x * tanh(x > 700 ? x : log(1 + exp(x)))
    }
  }

  static func logarithm(_ x: Double) -> Double { log(x) }

  /// Softmax of rows of a length.
  static func softmax(_ input: [Float], channels: Int) -> [Double] {
    stride(from: 0, to: input.count, by: channels).flatMap { start in
      let row = input[start..<(start + channels)].map { Double($0) }
      let largest = row.max() ?? 0
      let images = row.map { exp($0 - largest) }
      let sum = images.reduce(0, +)
      return images.map { $0 / sum }
    }
  }
}
