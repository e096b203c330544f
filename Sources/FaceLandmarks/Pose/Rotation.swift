/// A rotation of space, as the columns of its matrix.
struct Rotation: Sendable, Equatable {
  let columns: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)

  static func == (a: Rotation, b: Rotation) -> Bool { a.columns == b.columns }

  func callAsFunction(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    columns.0 * vector.x + columns.1 * vector.y + columns.2 * vector.z
  }

  /// The rotation R that makes the trace of Rᵀ·C greatest, C given by its columns: Horn's
  /// quaternion, the eigenvector of the largest eigenvalue of a symmetric 4×4 matrix. Unlike a
  /// singular value decomposition it never gives a reflection. Nil where C is not finite or zero.
  init?(nearest c: (SIMD3<Double>, SIMD3<Double>, SIMD3<Double>)) {
    let size = (c.0 * c.0 + c.1 * c.1 + c.2 * c.2).sum()
    guard size.isFinite, size > 0 else { return nil }
    // Horn's S_ab is the sum of model a times seen b: element b of column a.
    let matrix: [[Double]] = [
      [c.0.x + c.1.y + c.2.z, c.1.z - c.2.y, c.2.x - c.0.z, c.0.y - c.1.x],
      [c.1.z - c.2.y, c.0.x - c.1.y - c.2.z, c.0.y + c.1.x, c.2.x + c.0.z],
      [c.2.x - c.0.z, c.0.y + c.1.x, -c.0.x + c.1.y - c.2.z, c.1.z + c.2.y],
      [c.0.y - c.1.x, c.2.x + c.0.z, c.1.z + c.2.y, -c.0.x - c.1.y + c.2.z],
    ]
    let q = SymmetricMatrix(matrix).dominantEigenvector()
    let (w, x, y, z) = (q[0], q[1], q[2], q[3])
    columns = (
      SIMD3(w * w + x * x - y * y - z * z, 2 * (x * y + w * z), 2 * (x * z - w * y)),
      SIMD3(2 * (x * y - w * z), w * w - x * x + y * y - z * z, 2 * (y * z + w * x)),
      SIMD3(2 * (x * z + w * y), 2 * (y * z - w * x), w * w - x * x - y * y + z * z)
    )
  }
}

/// A small symmetric matrix.
struct SymmetricMatrix {
  private var a: [[Double]]

  init(_ rows: [[Double]]) { a = rows }

  /// The eigenvector of length 1 of the largest eigenvalue, by Jacobi's rotations.
  func dominantEigenvector() -> [Double] {
    var a = a
    let count = a.count
    var vectors = (0..<count).map { i in (0..<count).map { i == $0 ? 1.0 : 0.0 } }
    for _ in 0..<Self.sweeps {
      for p in 0..<count {
        for q in (p + 1)..<count where a[p][q] != 0 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
          let cosine = 1 / (t * t + 1).squareRoot()
          let sine = t * cosine
          for k in 0..<count {
            let (kp, kq) = (a[k][p], a[k][q])
            a[k][p] = cosine * kp - sine * kq
            a[k][q] = sine * kp + cosine * kq
          }
          for k in 0..<count {
            let (pk, qk) = (a[p][k], a[q][k])
            a[p][k] = cosine * pk - sine * qk
            a[q][k] = sine * pk + cosine * qk
            let (vp, vq) = (vectors[k][p], vectors[k][q])
            vectors[k][p] = cosine * vp - sine * vq
            vectors[k][q] = sine * vp + cosine * vq
          }
        }
      }
    }
    let largest = (0..<count).reduce(0) { a[$1][$1] > a[$0][$0] ? $1 : $0 }
    return vectors.map { $0[largest] }
  }

  /// Jacobi's sweeps converge quadratically; four by four needs about six.
  private static let sweeps = 12
}
