/// One call of a layer in a graph model: what it is applied to (specs/keras-h5.md §4.3, §5).
struct LayerCall: Sendable {
  /// What stands in a place of the call.
  enum Argument: Sendable {
    /// A value, by its position in `inputs`.
    case value(Int)
    case constant(JSON)
    case list([Argument])
  }

  /// The values that the call takes, in the order in which they stand.
  var inputs: [TensorReference] = []
  var positional: [Argument] = []
  /// Without those that cannot change the result: null, `training` and `name`.
  var keywords: [String: Argument] = [:]
  /// Whether values stand apart, as arguments of an operation; a layer takes them as one list.
  var isOperation = false
  /// The keys of `inputs` where values come by key instead of by position.
  var inputKeys: [String]?

  /// A call with values alone.
  init(inputs: [TensorReference]) {
    self.inputs = inputs
    positional = inputs.indices.map { .value($0) }
  }

  init() {}

  /// - Throws: `LayerMisfit.refusal` when there is a constant or a keyword.
  func requireValuesOnly() throws(LayerMisfit) {
    for argument in positional { try LayerCall.requireValues(in: argument) }
    guard let (name, argument) = keywords.min(by: { $0.key < $1.key }) else { return }
    throw LayerCall.refusal("a call takes the argument \(name) = \(argument.summary)")
  }

  private static func requireValues(in argument: Argument) throws(LayerMisfit) {
    switch argument {
    case .value, .constant(.null): return
    case .constant(let value): throw refusal("a call takes the constant \(value.summary)")
    case .list(let elements): for element in elements { try requireValues(in: element) }
    }
  }

  private static func refusal(_ reason: String) -> LayerMisfit {
    .refusal(reason: reason, fix: "express it with layers and save the model again")
  }
}

extension LayerCall.Argument {
  /// What the argument is, in a few words, for errors.
  var summary: String {
    switch self {
    case .value: "a value"
    case .constant(let value): value.summary
    case .list(let elements): "[" + elements.map(\.summary).joined(separator: ", ") + "]"
    }
  }

  /// The constant, lists of constants included; nil when a value is part of it.
  var constant: JSON? {
    switch self {
    case .value: return nil
    case .constant(let value): return value
    case .list(let elements):
      let constants = elements.compactMap(\.constant)
      return constants.count == elements.count ? .array(constants) : nil
    }
  }
}
