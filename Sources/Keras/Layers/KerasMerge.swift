import NeuralNetwork

/// `Add`, `Subtract`, `Multiply`, `Average`, `Maximum` and `Minimum`, and the operations that
/// Keras 3 writes under the same classes for `x + 2.0` and their like (specs/keras-h5.md §8.6).
struct KerasMerge: KerasLayer {
  /// The functions by class.
  static let kinds: [String: Merge.Kind] = [
    "Add": .addition, "Subtract": .subtraction, "Multiply": .multiplication,
    "Average": .averaging, "Maximum": .maximum, "Minimum": .minimum, "Divide": .division,
    "TrueDivide": .division,
  ]

  private let kind: Merge.Kind
  private var constant: (tensor: Tensor, isFirst: Bool)?
  /// Operations align values with their batches, so that ranks may not differ.
  private var needsEqualRanks = false

  init(_ settings: inout LayerSettings) throws(KerasError) {
    // `Negative` is a product with −1.
    if settings.className == "Negative" {
      self = .negative
      return
    }
    guard let kind = KerasMerge.kinds[settings.className] else {
      throw settings.refusal("this class is not supported", fix: "use a supported layer")
    }
    self.kind = kind
  }

  init(kind: Merge.Kind, constant: (tensor: Tensor, isFirst: Bool)? = nil) {
    self.kind = kind
    self.constant = constant
    needsEqualRanks = true
  }

  static let negative = KerasMerge(kind: .multiplication, constant: (Tensor(-1), false))

  var inputCount: ClosedRange<Int> {
    if constant != nil { return 1...1 }
    return kind == .subtraction || kind == .division ? 2...2 : 2...1024
  }

  func called(with call: LayerCall) throws(LayerMisfit) -> any KerasLayer {
    guard constant == nil, call.isOperation, call.keywords.isEmpty, call.positional.count == 2
    else {
      try call.requireValuesOnly()
      return self
    }
    return try KerasMerge(kind: kind, operands: call.positional)
  }

  /// Two operands, of which one may be a constant.
  ///
  /// - Throws: `LayerMisfit.refusal` for a constant that is not numbers.
  init(kind: Merge.Kind, operands: [LayerCall.Argument]) throws(LayerMisfit) {
    var constant: (tensor: Tensor, isFirst: Bool)?
    for (index, operand) in operands.enumerated() {
      if case .value = operand { continue }
      guard constant == nil, let tensor = operand.constant?.tensor,
        tensor.values.allSatisfy(\.isFinite)
      else {
        throw .refusal(
          reason: "a call takes the constant \(operand.summary)",
          fix: "express it with layers and save the model again")
      }
      constant = (tensor, index == 0)
    }
    self.init(kind: kind, constant: constant)
  }

  func withChannelsLast(rank: Int) -> (any KerasLayer)? {
    // A constant with extents is laid out as Keras has it.
    constant.map { $0.tensor.dimensions.isEmpty } ?? true ? self : nil
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    guard !needsEqualRanks || Set(inputs.map(\.rank)).count == 1 else {
      throw .refusal(
        reason: "its operands have different ranks, which aligns one's batch with another's axis",
        fix: "bring them to one rank with Reshape and save the model again")
    }
    guard let constant else {
      return [try making { () throws(NeuralNetworkError) in try Merge(kind) }]
    }
    let tensor = try sampleConstant(constant.tensor, for: inputs[0])
    return [
      try making { () throws(NeuralNetworkError) in
        try ConstantMerge(kind, constant: tensor, constantFirst: constant.isFirst)
      }
    ]
  }

  /// A constant that has an axis for the batch loses it.
  private func sampleConstant(_ tensor: Tensor, for input: Shape) throws(LayerMisfit) -> Tensor {
    guard tensor.dimensions.count > input.rank else { return tensor }
    guard tensor.dimensions.count == input.rank + 1, tensor.dimensions[0] == 1,
      let sample = Tensor(dimensions: Array(tensor.dimensions.dropFirst()), values: tensor.values)
    else {
      throw .refusal(
        reason: "its constant of shape \(Shape(tensor.dimensions)) reaches across the batch",
        fix: "use a constant for one sample and save the model again")
    }
    return sample
  }
}
