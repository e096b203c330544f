import NeuralNetwork

/// A Keras class read from its configuration: what weights it owns, and which layers of
/// `NeuralNetwork` compute it.
///
/// A new class is one file with a type that conforms, and one line in `LayerTable`.
protocol KerasLayer: Sendable {
  /// - Throws: `KerasError.configuration` or `unsupported`.
  init(_ settings: inout LayerSettings) throws(KerasError)

  /// Whether the file holds weights for such a layer.
  var ownsWeights: Bool { get }

  /// How many values a call takes.
  var inputCount: ClosedRange<Int> { get }

  /// The weights for inputs of the given shapes, in Keras' order (specs/keras-h5.md §6.2).
  ///
  /// - Throws: `LayerMisfit` when no weights could fit such inputs.
  func weights(for inputs: [Shape]) throws(LayerMisfit) -> [WeightSlot]

  /// The layers that compute it, one after the other; none for the identity. The first takes all
  /// inputs. `weights` fill the slots in order.
  ///
  /// - Throws: `LayerMisfit`.
  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer]
}

extension KerasLayer {
  var ownsWeights: Bool { false }

  var inputCount: ClosedRange<Int> { 1...1 }

  func weights(for inputs: [Shape]) throws(LayerMisfit) -> [WeightSlot] { [] }
}

/// Why a layer cannot be made for the inputs that reach it.
enum LayerMisfit: Error {
  case network(NeuralNetworkError)
  case refusal(reason: String, fix: String)
}

/// A weight that a layer expects.
struct WeightSlot: Sendable, Equatable {
  /// The last part of the name that the generations of Keras give it, without `:0`.
  let names: [String]
  let dimensions: [Int]
  /// A kernel whose layout depended on the Keras that wrote it (specs/keras-h5.md §6.4).
  let isConvolutionKernel: Bool

  init(_ names: String..., dimensions: [Int], isConvolutionKernel: Bool = false) {
    self.names = names
    self.dimensions = dimensions
    self.isConvolutionKernel = isConvolutionKernel
  }
}

/// Runs a throwing initialiser of `NeuralNetwork` and keeps its error typed.
func making<Result>(
  _ body: () throws(NeuralNetworkError) -> Result
) throws(LayerMisfit) -> Result {
  do throws(NeuralNetworkError) {
    return try body()
  } catch {
    throw .network(error)
  }
}
