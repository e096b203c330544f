import Glibc
import Imaging
import Keras
import NeuralNetwork

/// MediaPipe's short-range face detector (BlazeFace; Bazarevsky et al. 2019) on this project's
/// runtime: it finds faces that are turned, tilted or partly covered where the frontal cascade is
/// silent, if they are at least about a tenth of the picture wide.
///
/// Immutable and shared by threads; each runs it through a ``Context`` of its own.
public struct ShortRangeDetector: Sendable {
  /// The file of the network in a folder of models.
  public static let fileName = "blazeface_short.h5"
  /// Pixels of a side of the network's input.
  static let size = 128
  /// Values for each anchor: box and six points.
  static let valuesPerAnchor = 16
  private static let leastScore = 0.5
  private static let largestLogit = 100.0

  private let plan: Plan

  /// Loads the network from a folder.
  ///
  /// - Throws: ``ShortRangeDetectorError`` that names the file and what is wrong with it.
  public init(folder: String) throws(ShortRangeDetectorError) {
    let path = folder + "/" + Self.fileName
    let graph: Graph
    do { graph = try KerasModel(contentsOf: path).graph } catch {
      throw .unreadable(file: path, error)
    }
    let input = [Self.size, Self.size, ColorImage.channels]
    let outputs = [Self.anchors.count * Self.valuesPerAnchor, Self.anchors.count]
    let expected = "input \(Shape(input)) and outputs of \(outputs) values"
    guard graph.inputs.count == 1 else {
      throw .contract(file: path, found: "\(graph.inputs.count) inputs", expected: expected)
    }
    do {
      plan = try Plan(graph.optimized(), inputShapes: [Shape(input)], maximumBatch: 1)
    } catch {
      throw .contract(file: path, found: error.description, expected: expected)
    }
    guard plan.outputShapes.map(\.count) == outputs else {
      throw .contract(
        file: path, found: "outputs of \(plan.outputShapes.map(\.count)) values",
        expected: expected)
    }
  }

  /// Multiply-adds for one look at a picture.
  public var multiplyAdds: Int { plan.multiplyAdds }

  /// The memory for one thread.
  public func makeContext() -> Context { Context(plan) }

  /// The centres of the anchors in pixels of the input: two for each cell of 8×8 pixels, then six
  /// for each of 16×16, row after row (MediaPipe's SsdAnchorsCalculator with strides 8, 16, 16, 16
  /// and anchors of a fixed size).
  static let anchors: [SIMD2<Double>] = [(stride: 8, count: 2), (stride: 16, count: 6)].flatMap {
    grid in
    let cells = size / grid.stride
    return (0..<(cells * cells)).flatMap { cell in
      let center = SIMD2(Double(cell % cells) + 0.5, Double(cell / cells) + 0.5)
      return repeatElement(center * Double(grid.stride), count: grid.count)
    }
  }

  /// The faces that the network's outputs tell of, in pixels of its input, best first.
  ///
  /// - Parameters:
  ///   - boxes: for each anchor the centre relative to it, width and height in pixels, then points
  ///     that are not used.
  ///   - logits: for each anchor.
  static func faces(boxes: [Float], logits: [Float]) -> [NetworkFace] {
    var found: [NetworkFace] = []
    for (index, logit) in logits.enumerated() {
      let clipped = min(max(Double(logit), -largestLogit), largestLogit)
      let score = 1 / (1 + exp(-clipped))
      // Written so that a score which is not a number is none.
      guard score >= leastScore else { continue }
      let values = boxes[(index * valuesPerAnchor)...].prefix(4).map(Double.init)
      let center = anchors[index] + SIMD2(values[0], values[1])
      let half = SIMD2(values[2], values[3]) / 2
      guard half.x.isFinite, half.y.isFinite, center.x.isFinite, center.y.isFinite else { continue }
      found.append(NetworkFace(score: score, low: center - half, high: center + half))
    }
    return NetworkFace.suppressed(found)
  }
}

extension ShortRangeDetector {
  /// The memory in which one thread looks for faces. Not to be shared between threads.
  public final class Context {
    private let context: Plan.Context
    private var pixels: [Float] = []

    fileprivate init(_ plan: Plan) { context = plan.makeContext() }

    /// The faces in an image, best first, with scores of at least 0.5.
    ///
    /// The image is brought into the network's square whole, with black beside it.
    ///
    /// - Throws: ``ShortRangeDetectorError/internal(_:)`` when the engine fails, which is a defect.
    public func detect(in image: ColorImage) throws(ShortRangeDetectorError) -> [NetworkFace] {
      guard !image.isEmpty else { return [] }
      let transform = SimilarityTransform(
        fromCropOf: ShortRangeDetector.size,
        center: SIMD2(Double(image.width), Double(image.height)) / 2,
        side: Double(max(image.width, image.height)), roll: 0)
      image.warp(by: transform, size: ShortRangeDetector.size, into: &pixels)
      // The network takes −1…1.
      for index in pixels.indices { pixels[index] = 2 * pixels[index] - 1 }
      let outputs: [[Float]]
      do { outputs = try context.predict([pixels], batch: 1) } catch { throw .internal(error) }
      return ShortRangeDetector.faces(boxes: outputs[0], logits: outputs[1]).map {
        NetworkFace(score: $0.score, low: transform($0.low), high: transform($0.high))
      }
    }
  }
}

@available(*, unavailable)
extension ShortRangeDetector.Context: Sendable {}

/// Why the short-range detector cannot be used.
public enum ShortRangeDetectorError: Error, Sendable {
  /// The file cannot be read, or holds what the runtime does not have.
  case unreadable(file: String, KerasError)
  /// The file is a model, but another one.
  case contract(file: String, found: String, expected: String)
  /// The engine failed on valid input: a defect.
  case `internal`(NeuralNetworkError)
}

extension ShortRangeDetectorError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let error):
      "The face detector \(file) cannot be used: \(error). Give the file that comes with this "
        + "program, or do without a second opinion."
    case .contract(let file, let found, let expected):
      "The face detector \(file) does not fit: found \(found), expected \(expected). Give the file "
        + "of that name that comes with this program."
    case .internal(let error):
      "The face detector failed: \(error)"
    }
  }
}
