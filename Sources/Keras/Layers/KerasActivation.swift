import NeuralNetwork

/// An activation by name or as a layer (specs/keras-h5.md §9).
enum KerasActivation: Sendable, Equatable {
  case elementwise(Activation)
  /// Over the last axis.
  case softmax

  /// The activation that a convolution or dense layer applies itself; softmax follows as a layer.
  var fused: Activation {
    if case .elementwise(let activation) = self { activation } else { .linear }
  }

  /// What must follow a layer that applied `fused`.
  func following() throws(NeuralNetworkError) -> [any Layer] {
    if case .softmax = self { [try Softmax()] } else { [] }
  }

  /// The activation as layers of its own; none for the identity.
  func layers() throws(NeuralNetworkError) -> [any Layer] {
    switch self {
    case .elementwise(.linear): []
    case .elementwise(let activation): [try ElementwiseActivation(activation)]
    case .softmax: [try Softmax()]
    }
  }
}

extension LayerSettings {
  /// The activation under `activation`: a name, null, or an object that holds a name or a layer.
  ///
  /// - Throws: `KerasError.unsupported` for a function that is not supported.
  mutating func activation() throws(KerasError) -> KerasActivation {
    guard let value = value("activation"), !value.isNull else { return .elementwise(.linear) }
    if let name = value.string { return try activation(named: name) }
    guard let object = value.object, let className = object["class_name"]?.string else {
      throw malformed("activation", value, "a name or an object")
    }
    let isBuiltIn = object["module"]?.string.map {
      $0 == "builtins" || $0 == "keras" || $0.hasPrefix("keras.")
    }
    if isBuiltIn ?? true {
      if className == "function", let name = object["config"]?.string {
        return try activation(named: name)
      }
      if let config = object["config"]?.object {
        switch className {
        case "Activation", "ReLU", "Softmax":
          return try layerActivation(className: className, config: config)
        case "Linear", "Relu", "Sigmoid", "Tanh":
          return try activation(named: className.lowercased())
        default: break
        }
      }
    }
    throw refusal(
      "its activation is \(value.summary)", fix: "use a built-in activation and save it again")
  }

  private func layerActivation(
    className: String, config: JSONObject
  ) throws(KerasError) -> KerasActivation {
    var inner = LayerSettings(
      file: file, name: name, className: className, version: version, values: config)
    let activation: KerasActivation
    switch className {
    case "ReLU": activation = .elementwise(try inner.rectifier())
    case "Softmax": activation = try inner.softmax()
    default: activation = try inner.activation()
    }
    try inner.finish()
    return activation
  }

  /// The settings of the layer `ReLU`.
  mutating func rectifier() throws(KerasError) -> Activation {
    .relu(
      maximum: try optionalFloat("max_value"),
      negativeSlope: try optionalFloat("negative_slope") ?? 0,
      threshold: try optionalFloat("threshold") ?? 0)
  }

  /// The settings of the layer `Softmax`.
  mutating func softmax() throws(KerasError) -> KerasActivation {
    guard let value = value("axis") else { return .softmax }
    let axes = value.list ?? [value]
    guard axes.count == 1, axes[0].integer == -1 else {
      throw refusal(
        "its axis is \(value.summary)", fix: "use axis=-1 and save the model again")
    }
    return .softmax
  }

  private func activation(named name: String) throws(KerasError) -> KerasActivation {
    switch name {
    case "linear": return .elementwise(.linear)
    case "relu": return .elementwise(.relu)
    case "relu6": return .elementwise(.relu6)
    case "leaky_relu": return .elementwise(.leakyRelu(slope: 0.2))
    case "elu": return .elementwise(.elu(alpha: 1))
    case "selu": return .elementwise(.selu)
    case "sigmoid": return .elementwise(.sigmoid)
    case "hard_sigmoid":
      // The function changed under its name (specs/keras-h5.md §9).
      let slope: Float = version?.major ?? 0 >= 3 ? 1 / 6 : 0.2
      return .elementwise(.hardSigmoid(slope: slope, offset: 0.5))
    case "tanh": return .elementwise(.tanh)
    case "softplus": return .elementwise(.softplus)
    case "softsign": return .elementwise(.softsign)
    case "exponential": return .elementwise(.exponential)
    case "silu", "swish": return .elementwise(.silu)
    case "gelu": return .elementwise(.gelu)
    case "mish": return .elementwise(.mish)
    case "softmax": return .softmax
    default:
      throw refusal(
        "its activation \(name) is not supported",
        fix: "use a supported activation, such as relu, and save the model again")
    }
  }
}
