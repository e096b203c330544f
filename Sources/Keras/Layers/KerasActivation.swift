import NeuralNetwork

/// An activation by name or as a layer (specs/keras-h5.md §9).
enum KerasActivation: Sendable, Equatable {
  case elementwise(Activation)
  /// Over an axis, counted with the batch.
  case softmax(axis: Int, logarithmic: Bool)

  static let linear = KerasActivation.elementwise(.linear)

  /// The activation that a convolution or dense layer applies itself; softmax follows as a layer.
  var fused: Activation {
    if case .elementwise(let activation) = self { activation } else { .linear }
  }

  /// What must follow a layer that applied `fused`.
  ///
  /// - Parameters:
  ///   - rank: of the layer's value, the batch counted.
  ///   - hasChannelsFirst: whether its channels were brought last although Keras has them first.
  func following(
    rank: Int, hasChannelsFirst: Bool = false
  ) throws(LayerMisfit) -> [any Layer] {
    guard case .softmax = self else { return [] }
    return try (hasChannelsFirst ? withChannelsLast(rank: rank) : self).layers(rank: rank)
  }

  /// The same on values whose channels were brought last.
  func withChannelsLast(rank: Int) -> KerasActivation {
    guard case .softmax(let axis, let logarithmic) = self else { return self }
    return .softmax(axis: Axes.withChannelsLast(axis, rank: rank), logarithmic: logarithmic)
  }

  /// The activation as layers of its own, on values of `rank` with the batch; none for the identity.
  ///
  /// - Throws: `LayerMisfit.refusal` for an axis that is the batch.
  func layers(rank: Int) throws(LayerMisfit) -> [any Layer] {
    switch self {
    case .elementwise(.linear): return []
    case .elementwise(let activation):
      return [try making { () throws(NeuralNetworkError) in try ElementwiseActivation(activation) }]
    case .softmax(let axis, let logarithmic):
      guard let axis = Axes.ofSample(axis, rank: rank) else {
        throw .refusal(
          reason: "its softmax is over the batch, or over an axis that is not there",
          fix: "use axis=-1 and save the model again")
      }
      return [
        try making { () throws(NeuralNetworkError) in
          try Softmax(axis: axis, logarithmic: logarithmic)
        }
      ]
    }
  }

  /// The functions that have a name, but for those that changed under it.
  static let named: [String: KerasActivation] = [
    "linear": .linear,
    "relu": .elementwise(.relu),
    "relu6": .elementwise(.relu6),
    "leaky_relu": .elementwise(.leakyRelu(slope: 0.2)),
    "elu": .elementwise(.elu(alpha: 1)),
    "selu": .elementwise(.selu),
    "celu": .elementwise(.celu(alpha: 1)),
    "sigmoid": .elementwise(.sigmoid),
    "sparse_sigmoid": .elementwise(.hardSigmoid(slope: 0.5, offset: 0.5)),
    "log_sigmoid": .elementwise(.logSigmoid),
    "hard_silu": .elementwise(.hardSilu),
    "hard_swish": .elementwise(.hardSilu),
    "tanh": .elementwise(.tanh),
    "hard_tanh": .elementwise(.hardTanh),
    "tanh_shrink": .elementwise(.tanhShrink),
    "soft_shrink": .elementwise(.softShrink(threshold: 0.5)),
    "hard_shrink": .elementwise(.hardShrink(threshold: 0.5)),
    "softplus": .elementwise(.softplus),
    "sparse_plus": .elementwise(.sparsePlus),
    "squareplus": .elementwise(.squareplus(b: 4)),
    "softsign": .elementwise(.softsign),
    "exponential": .elementwise(.exponential),
    "silu": .elementwise(.silu),
    "swish": .elementwise(.silu),
    "gelu": .elementwise(.gelu),
    "mish": .elementwise(.mish),
    "softmax": .softmax(axis: -1, logarithmic: false),
    "log_softmax": .softmax(axis: -1, logarithmic: true),
  ]

  /// The function of a name in files of a version; nil when it is not supported.
  static func named(_ name: String, version: KerasVersion?) -> KerasActivation? {
    if name == "hard_sigmoid" {
      // The function changed under its name (specs/keras-h5.md §9).
      let slope: Float = version?.major ?? 0 >= 3 ? 1 / 6 : 0.2
      return .elementwise(.hardSigmoid(slope: slope, offset: 0.5))
    }
    return named[name]
  }
}

extension LayerSettings {
  /// The activation under `activation`: a name, null, or an object that holds a name or a layer.
  ///
  /// - Throws: `KerasError.unsupported` for a function that is not supported.
  mutating func activation() throws(KerasError) -> KerasActivation {
    guard let value = value("activation"), !value.isNull else { return .linear }
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
      if let config = object["config"]?.object, KerasActivationLayer.classes.contains(className) {
        var inner = LayerSettings(
          file: file, name: name, className: className, version: version, values: config,
          options: options)
        let activation = try KerasActivationLayer(&inner).activation
        try inner.finish()
        return activation
      }
    }
    throw refusal(
      "its activation is \(value.summary)", fix: "use a built-in activation and save it again")
  }

  private func activation(named name: String) throws(KerasError) -> KerasActivation {
    guard let activation = KerasActivation.named(name, version: version) else {
      throw refusal(
        "its activation \(name) is not supported",
        fix: "use a supported activation, such as relu, and save the model again")
    }
    return activation
  }
}
