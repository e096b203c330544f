/// One operation of a graph: constant parameters and the rule that turns input shapes into an
/// output shape. A layer does no work itself; `prepare` makes the kernel that does.
///
/// A new layer is one file with a type that conforms, and the Keras class that creates it is one
/// line in `Keras`' table.
public protocol Layer: Sendable {
  /// The operation's name as the field writes it, for instance `Convolution2D`.
  var operation: String { get }

  /// Number of trained values, running statistics included (Keras' "total params").
  var parameterCount: Int { get }

  /// The shape of one output sample for inputs of the given shapes.
  ///
  /// - Throws: `NeuralNetworkError.shape` when the inputs do not fit the layer.
  func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape

  /// Multiply-adds for one sample.
  func multiplyAdds(of inputs: [Shape]) -> Int

  /// Weights laid out for the machine and scratch sized for the shapes.
  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer
}

/// A layer made ready for fixed shapes: immutable, shared by threads.
public protocol PreparedLayer: Sendable {
  /// Floats of scratch memory that `run` may write to; owned by the caller's context.
  var scratchCount: Int { get }

  /// Whether the output may be the very buffer of the first input.
  var runsInPlace: Bool { get }

  /// How it computes, in a few words; empty where there is one way only.
  var algorithm: String { get }

  /// Floats that it made of the layer's weights and keeps beside them.
  var transformedWeightCount: Int { get }

  /// Computes `batch` samples. Buffers hold at least `batch` samples of their shapes, do not
  /// overlap (but see `runsInPlace`), and stay untouched beyond them.
  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>)
}

extension PreparedLayer {
  public var runsInPlace: Bool { false }
  public var algorithm: String { "" }
  public var transformedWeightCount: Int { 0 }
}
