import NeuralNetwork

/// A Keras class read from its configuration: what weights it owns, and which layers of
/// `NeuralNetwork` compute it.
///
/// A new class is one file with a type that conforms, and one line in `LayerTable`.
protocol KerasLayer: Sendable {
  /// - Throws: `KerasError.configuration` or `unsupported`.
  init(_ settings: inout LayerSettings) throws(KerasError)

  /// The weights that the file holds for it, in Keras' order (specs/keras-h5.md §6.2).
  var weights: [WeightSlot] { get }

  /// How many values a call takes.
  var inputCount: ClosedRange<Int> { get }

  /// Whether the layer has its channels first; it is then made for values whose channels were
  /// brought last, and its own value has them last too.
  var hasChannelsFirst: Bool { get }

  /// The layer as one call of it computes: what the call brings besides values is part of it.
  ///
  /// - Throws: `LayerMisfit.refusal` when the call brings what the layer does not take.
  func called(with call: LayerCall) throws(LayerMisfit) -> any KerasLayer

  /// The layer that does the same to values of `rank` dimensions, the batch counted, whose
  /// channels were brought from axis 1 to the last; nil when there is none.
  func withChannelsLast(rank: Int) -> (any KerasLayer)?

  /// The extents of each weight for inputs of the given shapes.
  ///
  /// - Throws: `LayerMisfit` when no weights could fit such inputs.
  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]]

  /// The layers that compute it, one after the other; none for the identity. The first takes all
  /// inputs. `weights` fill the slots in order.
  ///
  /// - Throws: `LayerMisfit`.
  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer]
}

extension KerasLayer {
  var weights: [WeightSlot] { [] }

  var inputCount: ClosedRange<Int> { 1...1 }

  var hasChannelsFirst: Bool { false }

  func called(with call: LayerCall) throws(LayerMisfit) -> any KerasLayer {
    try call.requireValuesOnly()
    return self
  }

  func withChannelsLast(rank: Int) -> (any KerasLayer)? { nil }

  func weightDimensions(for inputs: [Shape]) throws(LayerMisfit) -> [[Int]] { [] }
}

/// Why a layer cannot be made for the inputs that reach it.
enum LayerMisfit: Error {
  case network(NeuralNetworkError)
  case refusal(reason: String, fix: String)
}

/// A weight that a layer expects.
struct WeightSlot: Sendable, Equatable {
  /// How kernels were laid out by old versions of Keras (specs/keras-h5.md §6.4, §7).
  enum Layout: Sendable, Equatable {
    /// As it is today.
    case plain
    /// A kernel of a convolution: transposed in some old files, turned by 180° under Theano.
    case convolution
    /// As a convolution's, with the last two axes exchanged.
    case transposedConvolution
  }

  /// The last part of the name that the generations of Keras give it, without `:0`.
  let names: [String]
  let layout: Layout
  /// Whether training changes it: statistics come after all else in the list of an inner model
  /// (specs/keras-h5.md §6.3).
  let isTrained: Bool

  init(_ names: String..., layout: Layout = .plain, isTrained: Bool = true) {
    self.names = names
    self.layout = layout
    self.isTrained = isTrained
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
