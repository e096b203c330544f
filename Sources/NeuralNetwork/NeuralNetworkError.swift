/// What can be wrong with a graph or with what it is given.
public enum NeuralNetworkError: Error, Sendable, Equatable {
  /// A layer cannot take inputs of these shapes.
  case shape(layer: String, found: [Shape], expected: String)
  /// A constant of a layer (its kernel, bias, strides …) does not have the extents it needs.
  case parameter(layer: String, parameter: String, found: [Int], expected: String)
  /// The graph itself is inconsistent: a missing value, a cycle, no output.
  case graph(String)
  /// A run was asked for more samples than the plan was made for, or with a buffer of wrong size.
  case input(found: Int, expected: String)
}

extension NeuralNetworkError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .shape(let layer, let found, let expected):
      let shapes = found.map(\.description).joined(separator: ", ")
      return "layer \(layer) got input \(shapes); it needs \(expected)"
    case .parameter(let layer, let parameter, let found, let expected):
      let extents = found.map { String($0) }.joined(separator: ", ")
      return "\(parameter) of layer \(layer) is (\(extents)); expected \(expected)"
    case .graph(let message):
      return message
    case .input(let found, let expected):
      return "got \(found) values; expected \(expected)"
    }
  }
}
