import Glibc
import Imaging
import NeuralNetwork

extension FaceLandmarker {
  /// The memory in which one thread looks for landmarks. Not to be shared between threads.
  public final class Context {
    private let trunk: Plan.Context
    private let leftEye: Plan.Context
    private let rightEye: Plan.Context
    private let lips: Plan.Context?
    private var pixels: [Float]
    private var patch: [Float]

    init(_ landmarker: FaceLandmarker) {
      trunk = landmarker.networks.trunk.makeContext()
      leftEye = landmarker.networks.leftEye.makeContext()
      rightEye = landmarker.networks.rightEye.makeContext()
      lips = landmarker.networks.lips?.makeContext()
      pixels = [Float](repeating: 0, count: FaceCrop.size * FaceCrop.size * ColorImage.channels)
      patch = [Float](repeating: 0, count: AttentionRegion.patchCount)
    }

    /// The landmarks of the face in a square of an image.
    ///
    /// There always are some; whether there is a face tells ``FaceLandmarks/presence``.
    ///
    /// - Throws: `FaceLandmarkerError.internal` when the engine fails, which is a defect.
    public func landmarks(
      in image: ColorImage, crop: FaceCrop
    ) throws(FaceLandmarkerError) -> FaceLandmarks {
      let transform = crop.transform
      image.warp(by: transform, size: FaceCrop.size, into: &pixels)
      let outputs = try run(trunk, pixels)
      let (features, points, logit) = (outputs[0], outputs[1], Double(outputs[2][0]))
      let scale = transform.scale
      let mesh = (0..<FaceLandmarks.meshCount).map { index in
        let place = transform(SIMD2(Double(points[3 * index]), Double(points[3 * index + 1])))
        return SIMD3(place.x, place.y, Double(points[3 * index + 2]) * scale)
      }
      func look(_ region: AttentionRegion, _ context: Plan.Context)
        throws(FaceLandmarkerError) -> [[SIMD2<Double>]]
      {
        let way = region.transform(ofMesh: points)
        way.sample(features, into: &patch)
        return try run(context, patch).map { values in
          (0..<(values.count / 2)).map { transform(way.pixel(values[2 * $0], values[2 * $0 + 1])) }
        }
      }
      let left = try look(.leftEye, leftEye)
      let right = try look(.rightEye, rightEye)
      let mouth = if let lips { try look(.lips, lips)[0] } else { [SIMD2<Double>]() }
      return FaceLandmarks(
        crop: crop, presence: 1 / (1 + exp(-logit)), mesh: mesh,
        leftEye: EyeLandmarks(contour: left[0], iris: left[1]),
        rightEye: EyeLandmarks(contour: right[0], iris: right[1]), lips: mouth)
    }

    /// The landmarks of a face that the frontal cascade found, in two looks: the second one's crop
    /// follows the landmarks of the first. Nil where there is no face after all.
    ///
    /// - Throws: `FaceLandmarkerError.internal` when the engine fails, which is a defect.
    public func landmarks(
      in image: ColorImage, face box: Rectangle
    ) throws(FaceLandmarkerError) -> FaceLandmarks? {
      let first = try landmarks(in: image, crop: FaceCrop(aroundFace: box))
      guard first.isFace else { return nil }
      let second = try landmarks(in: image, crop: first.nextCrop)
      return second.isFace ? second : nil
    }

    private func run(
      _ context: Plan.Context, _ input: [Float]
    ) throws(FaceLandmarkerError) -> [[Float]] {
      do { return try context.predict([input], batch: 1) } catch { throw .internal(error) }
    }
  }
}

@available(*, unavailable)
extension FaceLandmarker.Context: Sendable {}

extension FaceLandmarks {
  /// Whether the crop rather holds a face than none, and its landmarks are usable.
  public var isFace: Bool {
    presence >= 0.5 && mesh.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite }
  }

  /// The crop for the next look at the face.
  public var nextCrop: FaceCrop { FaceCrop(aroundMesh: mesh) }
}
