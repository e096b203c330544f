import HDF5
import NeuralNetwork

/// How what the runtime computes compares with what Keras computed, value by value.
public struct Verification: Sendable, Codable, Equatable {
  /// One value.
  public struct Comparison: Sendable, Codable, Equatable {
    /// The call of a layer as in the golden file, for instance `dense`, `dense@1` for its second
    /// call or `inner@1/dense` in the second call of an inner model; or `output` with its number.
    public let name: String
    /// The largest difference of two values.
    public let maximumDifference: Float
    /// The most floats that lie between two values; large numbers are harmless near zero.
    public let maximumUlp: Int
    /// The cosine of the angle between the two, 1 when they point the same way.
    public let cosine: Double
    /// Whether every value is within the tolerance.
    public let agrees: Bool
  }

  /// Calls of layers in the order of the golden file, then the outputs of the optimised plan.
  public let comparisons: [Comparison]
  /// Calls of the golden file that the model does not make here.
  public let passedOver: [String]
  /// How far a value may be from Keras', absolute and relative to it.
  public let absoluteTolerance: Float
  public let relativeTolerance: Float
  /// Why there is no comparison; nil where there is one.
  public let error: String?

  /// The first value that differs, in the order of computation: the place to look at.
  public var firstDifference: Comparison? { comparisons.first { !$0.agrees } }

  /// Whether all values agree.
  public var agrees: Bool {
    error == nil && !comparisons.isEmpty && comparisons.allSatisfy(\.agrees)
  }

  /// Runs the model on the inputs of a golden file (Tools/golden.py) and compares every call of
  /// every layer and, after the optimiser, every output. Never throws: what goes wrong is the `error`.
  public init(of model: KerasModel, golden bytes: [UInt8], name: String) {
    do throws(KerasError) {
      let golden = try GoldenFile(bytes: bytes, name: name)
      do throws(NeuralNetworkError) {
        self = try Verification(of: model, golden: golden)
      } catch {
        throw .shape(file: name, layer: model.name, error)
      }
    } catch {
      self.init(error: error.description)
    }
  }

  private init(error: String) {
    comparisons = []
    passedOver = []
    absoluteTolerance = 0
    relativeTolerance = 0
    self.error = error
  }

  private init(of model: KerasModel, golden: GoldenFile) throws(NeuralNetworkError) {
    // specs/keras-h5.md §11; Keras in half precision has three digits (§8.11).
    absoluteTolerance = golden.isHalfPrecision ? 2e-2 : 1e-5
    relativeTolerance = golden.isHalfPrecision ? 2e-2 : 1e-4
    error = nil
    let inputs = golden.inputs.map(\.tensor.values)
    let shapes = golden.inputs.map { Shape(Array($0.tensor.dimensions.dropFirst())) }

    // The graph as it was read, with the value of every call as an output; several calls may have
    // the same, where one of them passes its input on.
    let plain = model.graph
    var named: [(golden: GoldenFile.Values, output: Int)] = []
    var values: [Int] = []
    var passedOver: [String] = []
    for layer in golden.layers {
      if let value = model.calls[layer.name]?.number {
        if !values.contains(value) { values.append(value) }
        named.append((layer, values.firstIndex(of: value) ?? 0))
      } else {
        passedOver.append(layer.name)
      }
    }
    var comparisons: [Comparison] = []
    let tolerance = (absolute: absoluteTolerance, relative: relativeTolerance)
    if !named.isEmpty {
      let graph = try Graph(
        inputs: plain.inputs, nodes: plain.nodes, outputs: values)
      let plan = try Plan(graph, inputShapes: shapes, maximumBatch: golden.batch)
      let found = try plan.makeContext().predict(inputs, batch: golden.batch)
      for (layer, output) in named {
        comparisons.append(
          Comparison(
            layer.name, found: found[output], shape: plan.outputShapes[output],
            golden: layer.tensor, tolerance: tolerance))
      }
    }
    let plan = try Plan(plain.optimized(), inputShapes: shapes, maximumBatch: golden.batch)
    let found = try plan.makeContext().predict(inputs, batch: golden.batch)
    guard found.count == golden.outputs.count else {
      throw .input(found: golden.outputs.count, expected: "\(found.count) outputs")
    }
    for (index, output) in golden.outputs.enumerated() {
      comparisons.append(
        Comparison(
          "output \(index)", found: found[index], shape: plan.outputShapes[index],
          golden: output.tensor, tolerance: tolerance))
    }
    self.comparisons = comparisons
    self.passedOver = passedOver
  }
}

extension Verification.Comparison {
  init(
    _ name: String, found: [Float], shape: Shape, golden: Tensor,
    tolerance: (absolute: Float, relative: Float)
  ) {
    let extents = Array(golden.dimensions.dropFirst())
    var best = Self.compare(name, found, golden.values, tolerance)
    // Layers with their channels first are computed with the channels last.
    if !best.agrees, extents.count == 3, shape.rank == 3,
      extents == [2, 0, 1].map({ shape.dimensions[$0] })
    {
      let moved = Self.channelsLast(golden)
      let other = Self.compare(name, found, moved, tolerance)
      if other.maximumDifference < best.maximumDifference { best = other }
    }
    self = best
  }

  private static func compare(
    _ name: String, _ found: [Float], _ expected: [Float],
    _ tolerance: (absolute: Float, relative: Float)
  ) -> Self {
    guard found.count == expected.count else {
      return Self(
        name: name, maximumDifference: .greatestFiniteMagnitude, maximumUlp: .max, cosine: 0,
        agrees: false)
    }
    var (difference, ulp, agrees): (Float, Int, Bool) = (0, 0, true)
    var (product, foundSquare, expectedSquare) = (0.0, 0.0, 0.0)
    for (value, wanted) in zip(found, expected) {
      let distance = abs(value - wanted)
      // Infinities and NaN agree only with themselves; JSON has no word for them.
      let isSame = value.bitPattern == wanted.bitPattern || (value.isNaN && wanted.isNaN)
      if !isSame {
        difference = max(
          difference, distance.isFinite ? distance : .greatestFiniteMagnitude)
        ulp = max(ulp, abs(value.ordinal - wanted.ordinal))
        if !(distance <= tolerance.absolute + tolerance.relative * abs(wanted)) { agrees = false }
      }
      guard value.isFinite, wanted.isFinite else { continue }
      product += Double(value) * Double(wanted)
      foundSquare += Double(value) * Double(value)
      expectedSquare += Double(wanted) * Double(wanted)
    }
    let length = (foundSquare * expectedSquare).squareRoot()
    let cosine = length > 0 ? product / length : (foundSquare == expectedSquare ? 1 : 0)
    return Self(
      name: name, maximumDifference: difference, maximumUlp: ulp, cosine: cosine, agrees: agrees)
  }

  /// (batch, channels, height, width) as (batch, height, width, channels).
  private static func channelsLast(_ tensor: Tensor) -> [Float] {
    let (batch, channels) = (tensor.dimensions[0], tensor.dimensions[1])
    let positions = tensor.dimensions[2] * tensor.dimensions[3]
    var values: [Float] = []
    values.reserveCapacity(tensor.values.count)
    for sample in 0..<batch {
      for position in 0..<positions {
        for channel in 0..<channels {
          values.append(tensor.values[(sample * channels + channel) * positions + position])
        }
      }
    }
    return values
  }
}

extension Float {
  /// Numbers floats in their order, so that neighbours differ by one.
  fileprivate var ordinal: Int {
    let bits = Int(Int32(bitPattern: bitPattern))
    return bits < 0 ? Int(Int32.min) - bits : bits
  }
}
