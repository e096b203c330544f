import Keras
import NeuralNetwork

/// The four networks of MediaPipe's face landmarks with attention, one from each file
/// (specs/scores.md §1).
struct LandmarkNetworks: Sendable {
  enum Part: String, CaseIterable {
    case trunk, lips
    case leftEye = "left_eye"
    case rightEye = "right_eye"

    var fileName: String { "attmesh_\(rawValue).h5" }

    /// Extents of the input, height first.
    var input: [Int] {
      self == .trunk ? [FaceCrop.size, FaceCrop.size, 3] : AttentionRegion.patchShape
    }

    /// Number of values of each output.
    var outputs: [Int] {
      switch self {
      case .trunk: [AttentionRegion.featureCount, FaceLandmarks.meshCount * 3, 1]
      case .lips: [AttentionRegion.lips.indices.count * 2]
      case .leftEye, .rightEye:
        [AttentionRegion.leftEye.indices.count * 2, EyeLandmarks.irisCount * 2]
      }
    }
  }

  let trunk: Plan
  let leftEye: Plan
  let rightEye: Plan
  /// Nil where lips are not refined.
  let lips: Plan?

  init(folder: String, refinesLips: Bool) throws(FaceLandmarkerError) {
    trunk = try Self.plan(.trunk, in: folder)
    leftEye = try Self.plan(.leftEye, in: folder)
    rightEye = try Self.plan(.rightEye, in: folder)
    lips = refinesLips ? try Self.plan(.lips, in: folder) : nil
  }

  private static func plan(_ part: Part, in folder: String) throws(FaceLandmarkerError) -> Plan {
    let path = folder + "/" + part.fileName
    let graph: Graph
    do { graph = try KerasModel(contentsOf: path).graph } catch {
      throw .unreadable(file: path, error)
    }
    let expected = "input \(Shape(part.input)) and outputs of \(part.outputs) values"
    guard graph.inputs.count == 1 else {
      throw .contract(file: path, found: "\(graph.inputs.count) inputs", expected: expected)
    }
    let plan: Plan
    do {
      plan = try Plan(graph.optimized(), inputShapes: [Shape(part.input)], maximumBatch: 1)
    } catch {
      throw .contract(file: path, found: error.description, expected: expected)
    }
    guard plan.outputShapes.map(\.count) == part.outputs else {
      throw .contract(
        file: path, found: "outputs of \(plan.outputShapes.map(\.count)) values",
        expected: expected)
    }
    return plan
  }
}
