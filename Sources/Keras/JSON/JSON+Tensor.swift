import NeuralNetwork

extension JSON {
  /// Numbers in lists of equal lengths, or the value of a NumPy array, which Keras writes as an
  /// object; nil for anything else.
  var tensor: Tensor? {
    if let number = plainNumber { return Tensor(Float(number)) }
    if case .object(let object) = self {
      return (object["config"]?.object?["value"] ?? object["value"])?.tensor
    }
    guard let list, let first = list.first?.tensor else { return nil }
    var values = first.values
    for element in list.dropFirst() {
      guard let tensor = element.tensor, tensor.dimensions == first.dimensions else { return nil }
      values += tensor.values
    }
    return Tensor(dimensions: [list.count] + first.dimensions, values: values)
  }

  private var plainNumber: Double? {
    if case .number(let value) = self { value } else { nil }
  }
}
