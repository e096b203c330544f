import Imaging
import NeuralNetwork

/// Finds the landmarks of a face with irises: MediaPipe's attention mesh on this project's runtime.
///
/// Immutable and shared by threads; each runs it through a ``Context`` of its own.
public struct FaceLandmarker: Sendable {
  let networks: LandmarkNetworks

  /// Loads the networks `attmesh_trunk.h5`, `attmesh_left_eye.h5`, `attmesh_right_eye.h5` and, for
  /// lips, `attmesh_lips.h5` from a folder.
  ///
  /// - Parameter refinesLips: whether the lips are looked at again; gaze does not need them.
  /// - Throws: ``FaceLandmarkerError`` that names the file and what is wrong with it.
  public init(folder: String, refinesLips: Bool = false) throws(FaceLandmarkerError) {
    networks = try LandmarkNetworks(folder: folder, refinesLips: refinesLips)
  }

  /// Multiply-adds for one look at a face.
  public var multiplyAdds: Int { plans.reduce(0) { $0 + $1.multiplyAdds } }

  /// Bytes of the weights, which all contexts share.
  public var weightBytes: Int { plans.reduce(0) { $0 + $1.weightBytes } }

  /// Bytes of the memory of one context, the crop included.
  public var contextBytes: Int {
    let values = FaceCrop.size * FaceCrop.size * 3 + AttentionRegion.patchCount
    return plans.reduce(values * MemoryLayout<Float>.stride) { $0 + $1.peakBytes }
  }

  /// The memory for one thread.
  public func makeContext() -> Context { Context(self) }

  private var plans: [Plan] {
    [networks.trunk, networks.leftEye, networks.rightEye] + (networks.lips.map { [$0] } ?? [])
  }
}
