import Imaging
import Keras
import NeuralNetwork

/// The expression classifier: a Keras file that keeps the contract of the replaced system, input
/// (48, 48, 1) gray in 0…1, seven probabilities out.
public struct EmotionModel: Sendable {
  /// Width and height in pixels of the face that the model takes.
  public static let inputSize = 48
  /// Faces classified in one call. Fixed, so that the same video gives the same bytes whatever the
  /// machine does.
  public static let batch = 32

  /// The file's name without its folder.
  public let name: String
  /// The Keras version that wrote the file, where it says so.
  public let kerasVersion: String?
  let plan: Plan

  /// Reads and checks a model file.
  ///
  /// - Throws: `EmotionModelError` when the file cannot be read, uses layers that the runtime does
  ///   not have, or has other inputs or outputs than the contract's.
  public init(contentsOf path: String) throws(EmotionModelError) {
    let model: KerasModel
    do { model = try KerasModel(contentsOf: path) } catch { throw .unreadable(path, error) }
    name = String(path.split(separator: "/").last ?? Substring(path))
    kerasVersion = model.kerasVersion

    let graph = model.graph
    let expected = [Self.inputSize, Self.inputSize, 1]
    guard graph.inputs.count == 1, graph.outputs.count == 1 else {
      throw .contract(
        path, found: "\(graph.inputs.count) inputs and \(graph.outputs.count) outputs",
        expected: "one of each")
    }
    guard Self.accepts(graph.inputs[0].dimensions, expected) else {
      throw .contract(
        path, found: "input \(Self.text(graph.inputs[0].dimensions))",
        expected: "input \(Self.text(expected))")
    }
    do {
      plan = try Plan(
        graph.optimized(), inputShapes: [Shape(expected)], maximumBatch: Self.batch)
    } catch {
      throw .contract(
        path, found: error.description, expected: "layers that fit input \(Self.text(expected))")
    }
    guard plan.outputShape.dimensions == [Emotion.allCases.count] else {
      throw .contract(
        path, found: "output \(plan.outputShape)",
        expected: "output (\(Emotion.allCases.count)): one probability for each of "
          + Emotion.allCases.map(\.rawValue).joined(separator: ", "))
    }
  }

  /// The model's input for a face: the crop of a gray frame, resized bilinearly as OpenCV does
  /// and scaled to 0…1.
  static func input(of face: Rectangle, in image: GrayImage) -> [Float] {
    let crop = image.cropped(to: face)
      .resizedBilinearly(width: inputSize, height: inputSize)
    return crop.pixels.map { Float($0) / 255 }
  }

  private static func accepts(_ found: [Int?], _ expected: [Int]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { $0 == nil || $0 == $1 }
  }

  private static func text(_ dimensions: [Int?]) -> String {
    "(" + dimensions.map { $0.map(String.init) ?? "any" }.joined(separator: ", ") + ")"
  }
}

/// Why a model file is not accepted.
public enum EmotionModelError: Error, Sendable {
  case unreadable(String, KerasError)
  case contract(String, found: String, expected: String)
}

extension EmotionModelError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let error):
      return "The model \(path) cannot be used: \(error)"
    case .contract(let path, let found, let expected):
      return "The model \(path) does not fit: found \(found), expected \(expected). "
        + "Run `h5inspect \(path)` to see what it holds."
    }
  }
}
