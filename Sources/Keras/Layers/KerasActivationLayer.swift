import NeuralNetwork

/// `Activation`, the activations that are classes, and the operations that Keras 3 writes for
/// functions such as `keras.ops.relu` (specs/keras-h5.md §8.6, §9).
struct KerasActivationLayer: KerasLayer {
  /// The classes that it reads.
  static let classes: Set<String> = [
    "Activation", "Clip", "Celu", "ELU", "Elu", "Exp", "Gelu", "HardSigmoid", "HardSilu",
    "LeakyReLU",
    "LeakyRelu", "LogSoftmax", "ReLU", "Relu", "Relu6", "Selu", "Sigmoid", "Silu", "Softmax",
    "Softplus", "Softsign", "Tanh", "ThresholdedReLU", "Linear",
  ]

  let activation: KerasActivation

  init(_ settings: inout LayerSettings) throws(KerasError) {
    switch settings.className {
    case "Activation": activation = try settings.activation()
    case "ReLU":
      activation = .elementwise(
        .relu(
          maximum: try settings.optionalFloat("max_value"),
          negativeSlope: try settings.optionalFloat("negative_slope") ?? 0,
          threshold: try settings.optionalFloat("threshold") ?? 0))
    case "LeakyReLU", "LeakyRelu":
      // Keras 3 renamed the key; the operation has the function's slope.
      let fallback: Float = settings.className == "LeakyReLU" ? 0.3 : 0.2
      let (slope, alpha) = (
        try settings.optionalFloat("negative_slope"), try settings.optionalFloat("alpha")
      )
      activation = .elementwise(.leakyRelu(slope: slope ?? alpha ?? fallback))
    case "ELU", "Elu":
      activation = .elementwise(.elu(alpha: try settings.optionalFloat("alpha") ?? 1))
    case "Celu":
      activation = .elementwise(.celu(alpha: try settings.optionalFloat("alpha") ?? 1))
    case "ThresholdedReLU":
      let threshold = try settings.optionalFloat("theta") ?? 1
      activation = .elementwise(.threshold(threshold, value: 0))
    case "Softmax", "LogSoftmax":
      activation = .softmax(
        axis: try settings.oneAxis(default: -1), logarithmic: settings.className == "LogSoftmax")
    case "Gelu":
      let isApproximate = try settings.boolean("approximate", default: true)
      activation = .elementwise(isApproximate ? .geluTanh : .gelu)
    case "Clip":
      let minimum = try settings.float("x_min", default: -.greatestFiniteMagnitude)
      let maximum = try settings.float("x_max", default: .greatestFiniteMagnitude)
      activation = .elementwise(.clip(minimum: minimum, maximum: maximum))
    case "Exp": activation = .elementwise(.exponential)
    // Operations of Keras 3 alone have these classes, whatever the version says.
    case "HardSigmoid": activation = .elementwise(.hardSigmoid(slope: 1 / 6, offset: 0.5))
    case "HardSilu": activation = .elementwise(.hardSilu)
    default:
      guard let named = KerasActivation.named[settings.className.lowercased()] else {
        throw settings.refusal(
          "this class is not supported", fix: "use a supported activation and save it again")
      }
      activation = named
    }
  }

  func withChannelsLast(rank: Int) -> (any KerasLayer)? {
    KerasActivationLayer(activation: activation.withChannelsLast(rank: rank))
  }

  init(activation: KerasActivation) {
    self.activation = activation
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try activation.layers(rank: inputs[0].rank + 1)
  }
}

extension LayerSettings {
  /// One axis under `axis`: a number or a list of one.
  ///
  /// - Throws: `KerasError.unsupported` for several.
  mutating func oneAxis(default fallback: Int) throws(KerasError) -> Int {
    let axes = try axes("axis") ?? [fallback]
    guard axes.count == 1 else {
      throw refusal("it has \(axes.count) axes", fix: "use one axis and save the model again")
    }
    return axes[0]
  }

  /// The axes under a key, a number or a list; nil when absent or null.
  mutating func axes(_ key: String) throws(KerasError) -> [Int]? {
    guard let value = value(key), !value.isNull else { return nil }
    let numbers = (value.list ?? [value]).map(\.integer)
    let axes = numbers.compactMap { $0 }.filter { abs($0) <= 8 }
    guard axes.count == numbers.count else {
      throw malformed(key, value, "one or more axes")
    }
    return axes
  }
}
