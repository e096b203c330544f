import Glibc

/// Where a head is turned and how large it is in the image.
///
/// Angles are in degrees. Yaw is positive where the face is turned to the right of the image, pitch
/// where it is turned up, roll where it leans clockwise in the image.
public struct HeadPose: Sendable, Equatable {
  /// Pixels of the image to a centimetre at the head.
  public let scale: Double
  public let yaw: Double
  public let pitch: Double
  public let roll: Double
  let rotation: Rotation

  /// The pose of a mesh of 468 points: the rotation, scale and shift that bring ``HeadModel`` next
  /// to it by weighted least squares (Procrustes; Umeyama 1991, Horn 1987). Nil where the mesh has
  /// no extent.
  public init?(mesh: [SIMD3<Double>]) {
    var total = 0.0
    var modelMean = SIMD3<Double>.zero
    var meshMean = SIMD3<Double>.zero
    for point in HeadModel.points {
      guard mesh.indices.contains(point.landmark) else { return nil }
      total += point.weight
      modelMean += point.weight * point.place
      meshMean += point.weight * mesh[point.landmark]
    }
    modelMean /= total
    meshMean /= total
    // Column j of the correlation is what the model's axis j meets in the mesh.
    var correlation = (SIMD3<Double>.zero, SIMD3<Double>.zero, SIMD3<Double>.zero)
    var spread = 0.0
    for point in HeadModel.points {
      let model = point.place - modelMean
      let seen = point.weight / total * (mesh[point.landmark] - meshMean)
      correlation.0 += seen * model.x
      correlation.1 += seen * model.y
      correlation.2 += seen * model.z
      spread += point.weight / total * (model * model).sum()
    }
    guard let rotation = Rotation(nearest: correlation) else { return nil }
    let agreement =
      (rotation.columns.0 * correlation.0).sum() + (rotation.columns.1 * correlation.1).sum()
      + (rotation.columns.2 * correlation.2).sum()
    guard agreement > 0, spread > 0 else { return nil }
    self.rotation = rotation
    scale = agreement / spread
    // The model looks toward the camera, along −z.
    let facing = -rotation.columns.2
    yaw = degrees(atan2(facing.x, -facing.z))
    pitch = degrees(atan2(-facing.y, (facing.x * facing.x + facing.z * facing.z).squareRoot()))
    roll = degrees(atan2(rotation.columns.0.y, rotation.columns.0.x))
  }
}

func degrees(_ radians: Double) -> Double { radians * 180 / .pi }
