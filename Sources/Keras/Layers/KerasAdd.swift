import NeuralNetwork

/// `Add`, and the sum of two values that Keras 3 writes under the same class.
struct KerasAdd: KerasLayer {
  init(_ settings: inout LayerSettings) throws(KerasError) {}

  var inputCount: ClosedRange<Int> { 2...1024 }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    guard inputs.allSatisfy({ $0 == inputs.first }) else {
      throw .refusal(
        reason: "it adds values of different shapes",
        fix: "bring them to one shape and save the model again")
    }
    return [try making { () throws(NeuralNetworkError) in try Addition() }]
  }
}
