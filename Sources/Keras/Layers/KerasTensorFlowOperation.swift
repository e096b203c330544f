import NeuralNetwork

/// `TFOpLambda` of tf.keras: a function of TensorFlow called on a model's values
/// (specs/keras-h5.md §8.6).
struct KerasTensorFlowOperation: KerasLayer {
  /// Functions of two operands, without their module.
  private static let merges: [String: Merge.Kind] = [
    "add": .addition, "subtract": .subtraction, "multiply": .multiplication,
    "truediv": .division, "divide": .division, "maximum": .maximum, "minimum": .minimum,
  ]
  private static let activations: [String: KerasActivation] = [
    "relu": .elementwise(.relu), "relu6": .elementwise(.relu6), "sigmoid": .elementwise(.sigmoid),
    "tanh": .elementwise(.tanh), "silu": .elementwise(.silu), "elu": .elementwise(.elu(alpha: 1)),
    "selu": .elementwise(.selu), "softplus": .elementwise(.softplus),
    "softsign": .elementwise(.softsign), "exp": .elementwise(.exponential),
  ]
  private static let reductions: [String: Reduction.Kind] = [
    "reduce_mean": .mean, "reduce_sum": .sum, "reduce_max": .maximum, "reduce_min": .minimum,
  ]
  /// The functions that are known, without their module, in the order of the alphabet.
  static let functions: [String] = {
    let others = ["clip_by_value", "concat", "negative", "reshape", "softmax", "transpose"]
    return (others + merges.keys + activations.keys + reductions.keys).sorted()
  }()

  private static let modules: Set<String> = ["", "math", "nn", "__operators__", "compat.v1"]

  private let function: String

  init(_ settings: inout LayerSettings) throws(KerasError) {
    guard let path = settings.value("function")?.string else {
      throw settings.malformed("function", settings.value("function"), "text")
    }
    let parts = path.split(separator: ".")
    let module = parts.dropLast().joined(separator: ".")
    function = String(parts.last ?? "")
    guard KerasTensorFlowOperation.modules.contains(module),
      KerasTensorFlowOperation.functions.contains(function)
    else {
      throw settings.refusal(
        "the TensorFlow function \(path) is not supported",
        fix: "replace it with built-in layers and save the model again")
    }
  }

  /// As many as the function takes, which the call decides.
  var inputCount: ClosedRange<Int> { 1...1024 }

  func called(with call: LayerCall) throws(LayerMisfit) -> any KerasLayer {
    var arguments = Arguments(call, function: function)
    let layer = try layer(&arguments)
    try arguments.finish()
    return layer
  }

  private func layer(_ arguments: inout Arguments) throws(LayerMisfit) -> any KerasLayer {
    if let kind = KerasTensorFlowOperation.merges[function] {
      return try KerasMerge(
        kind: kind, operands: [try arguments.take("x", at: 0), try arguments.take("y", at: 1)])
    }
    if function == "concat" {
      // The values come one by one, or as one list.
      arguments.takeValues()
      return KerasConcatenate(axis: try arguments.integer("axis") ?? 0)
    }
    try arguments.takeValue()
    if let activation = KerasTensorFlowOperation.activations[function] {
      return KerasActivationLayer(activation: activation)
    }
    if let kind = KerasTensorFlowOperation.reductions[function] {
      return KerasReduction(
        kind: kind, axes: try arguments.integers("axis") ?? [],
        keepDimensions: try arguments.boolean("keepdims"))
    }
    switch function {
    case "negative": return KerasMerge.negative
    case "softmax":
      return KerasActivationLayer(
        activation: .softmax(axis: try arguments.integer("axis") ?? -1, logarithmic: false))
    case "clip_by_value":
      return KerasActivationLayer(
        activation: .elementwise(
          .clip(
            minimum: try arguments.number("clip_value_min"),
            maximum: try arguments.number("clip_value_max"))))
    case "reshape":
      guard let shape = try arguments.integers("shape"), !shape.isEmpty,
        shape.allSatisfy({ $0 == -1 || $0 >= 1 })
      else { throw arguments.refusal("shape") }
      return KerasReshape(withBatch: shape)
    default:
      _ = arguments.remove("conjugate")
      guard let axes = try arguments.integers("perm"), axes.first == 0 else {
        throw arguments.refusal("perm")
      }
      return KerasPermute(axes: axes.dropFirst().map { $0 - 1 })
    }
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    throw .refusal(reason: "it is not called", fix: "save the model again")
  }

  /// The arguments of a call, taken one by one; what is left at the end is refused.
  private struct Arguments {
    private var positional: [LayerCall.Argument]
    private var keywords: [String: LayerCall.Argument]
    private let function: String

    init(_ call: LayerCall, function: String) {
      positional = call.positional
      keywords = call.keywords
      self.function = function
    }

    mutating func remove(_ key: String) -> LayerCall.Argument? {
      keywords.removeValue(forKey: key)
    }

    /// The argument of this name, or the next by position.
    mutating func take(_ key: String, at index: Int) throws(LayerMisfit) -> LayerCall.Argument {
      if let argument = remove(key) { return argument }
      guard !positional.isEmpty else { throw refusal(key) }
      return positional.removeFirst()
    }

    mutating func takeValue() throws(LayerMisfit) {
      guard case .value = positional.first else { throw refusal("x") }
      positional.removeFirst()
    }

    mutating func takeValues() {
      positional.removeAll {
        switch $0 {
        case .value: return true
        case .list(let elements):
          return elements.allSatisfy { if case .value = $0 { true } else { false } }
        case .constant: return false
        }
      }
    }

    mutating func integers(_ key: String) throws(LayerMisfit) -> [Int]? {
      guard let argument = remove(key) else { return nil }
      guard let constant = argument.constant else { throw refusal(key) }
      let numbers = (constant.list ?? [constant]).map(\.integer)
      guard numbers.allSatisfy({ $0.map { abs($0) <= 1 << 28 } ?? false }) else {
        throw refusal(key)
      }
      return numbers.compactMap { $0 }
    }

    mutating func integer(_ key: String) throws(LayerMisfit) -> Int? {
      guard let numbers = try integers(key) else { return nil }
      guard numbers.count == 1 else { throw refusal(key) }
      return numbers[0]
    }

    mutating func boolean(_ key: String) throws(LayerMisfit) -> Bool {
      guard let argument = remove(key) else { return false }
      guard let value = argument.constant?.boolean else { throw refusal(key) }
      return value
    }

    mutating func number(_ key: String) throws(LayerMisfit) -> Float {
      guard let value = remove(key)?.constant?.number, value.isFinite else { throw refusal(key) }
      return Float(value)
    }

    func finish() throws(LayerMisfit) {
      guard positional.isEmpty, keywords.isEmpty else {
        throw refusal(keywords.keys.min() ?? "\(positional[0].summary)")
      }
    }

    func refusal(_ argument: String) -> LayerMisfit {
      .refusal(
        reason: "the argument \(argument) of the TensorFlow function \(function) is not supported",
        fix: "replace it with built-in layers and save the model again")
    }
  }
}
