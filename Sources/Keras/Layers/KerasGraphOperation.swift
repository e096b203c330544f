import NeuralNetwork

/// `TensorFlowOpLayer` of TensorFlow 2.0 to 2.3: a node of a TensorFlow graph
/// (specs/keras-h5.md §8.6).
struct KerasGraphOperation: KerasLayer {
  private static let merges: [String: Merge.Kind] = [
    "Add": .addition, "AddV2": .addition, "Sub": .subtraction, "Mul": .multiplication,
    "RealDiv": .division, "Maximum": .maximum, "Minimum": .minimum,
  ]
  private static let activations: [String: KerasActivation] = [
    "Relu": .elementwise(.relu), "Relu6": .elementwise(.relu6), "Sigmoid": .elementwise(.sigmoid),
    "Tanh": .elementwise(.tanh), "Softmax": .softmax(axis: -1, logarithmic: false),
    "Elu": .elementwise(.elu(alpha: 1)), "Selu": .elementwise(.selu),
    "Softplus": .elementwise(.softplus), "Softsign": .elementwise(.softsign),
    "Exp": .elementwise(.exponential),
  ]

  private let operation: String
  /// By the position of the operand.
  private let constants: [Int: JSON]

  init(_ settings: inout LayerSettings) throws(KerasError) {
    let node = settings.value("node_def")
    operation = node?.object?["op"]?.string ?? "of unknown name"
    var constants: [Int: JSON] = [:]
    for (key, value) in settings.value("constants")?.object?.members ?? [] {
      if let position = Int(key) { constants[position] = value }
    }
    self.constants = constants
    let isKnown =
      KerasGraphOperation.merges[operation] != nil
      || KerasGraphOperation.activations[operation] != nil || operation == "Neg"
    guard isKnown else {
      throw settings.refusal(
        "the TensorFlow operation \(operation) is not supported",
        fix: "replace it with built-in layers and save the model again")
    }
  }

  var inputCount: ClosedRange<Int> { 1...2 }

  func called(with call: LayerCall) throws(LayerMisfit) -> any KerasLayer {
    try call.requireValuesOnly()
    if let activation = KerasGraphOperation.activations[operation], constants.isEmpty {
      return KerasActivationLayer(activation: activation)
    }
    if operation == "Neg", constants.isEmpty { return KerasMerge.negative }
    var operands = call.positional
    for (position, value) in constants.sorted(by: { $0.key < $1.key }) {
      guard (0...operands.count).contains(position) else { break }
      operands.insert(.constant(value), at: position)
    }
    guard let kind = KerasGraphOperation.merges[operation], operands.count == 2 else {
      throw .refusal(
        reason: "the TensorFlow operation \(operation) has other operands than expected",
        fix: "replace it with built-in layers and save the model again")
    }
    return try KerasMerge(kind: kind, operands: operands)
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    throw .refusal(reason: "it is not called", fix: "save the model again")
  }
}
