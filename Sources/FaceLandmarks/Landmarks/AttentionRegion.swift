/// A part of the face that a network of its own looks at again.
///
/// MediaPipe's Landmarks2TransformMatrix: a box around some points of the mesh, turned as the line
/// between two of them, 1.5 times as large, is mapped to a patch of 16×16 features.
struct AttentionRegion: Sendable {
  /// Cells of a side of the patch.
  static let patchSize = 16
  /// Cells of a side of the trunk's features, each of which stands for 4×4 pixels of the crop.
  static let featureSize = 48
  static let channels = 32
  static let patchShape = [patchSize, patchSize, channels]
  static let patchCount = patchSize * patchSize * channels
  static let featureCount = featureSize * featureSize * channels
  /// Pixels of the crop to a cell of features.
  static let pixelsPerCell = Double(FaceCrop.size) / Double(featureSize)

  private static let enlargement = 1.5

  /// Which points of the mesh the network gives anew, in its order.
  let indices: [Int]
  /// The two points whose line is level in the patch.
  let levelStart: Int
  let levelEnd: Int

  /// The way from the patch to the features, given the mesh in pixels of the crop: x, y and z of
  /// each point.
  func transform(ofMesh mesh: [Float]) -> PatchTransform {
    func point(_ index: Int) -> SIMD2<Double> {
      SIMD2(Double(mesh[3 * index]), Double(mesh[3 * index + 1])) / Self.pixelsPerCell
    }
    let line = point(levelEnd) - point(levelStart)
    let length = line.length
    // The axes of the box: along the line, and at right angles to it.
    let along = length > 0 ? line / length : SIMD2(1, 0)
    let across = SIMD2(-along.y, along.x)
    var low = SIMD2(repeating: Double.infinity)
    var high = -low
    for index in indices {
      let point = point(index)
      let turned = SIMD2((point * along).sum(), (point * across).sum())
      low = pointwiseMin(low, turned)
      high = pointwiseMax(high, turned)
    }
    let middle = (low + high) / 2
    let scale = Self.enlargement * (high - low) / Double(Self.patchSize)
    let columns = (along * scale.x, across * scale.y)
    let half = Double(Self.patchSize) / 2
    return PatchTransform(
      right: columns.0, down: columns.1,
      origin: along * middle.x + across * middle.y - (columns.0 + columns.1) * half)
  }
}

/// A map from a patch to the trunk's features, in continuous coordinates of cells.
struct PatchTransform: Sendable, Equatable {
  /// What a step of one cell to the right in the patch is in the features.
  var right: SIMD2<Double>
  /// What a step of one cell down in the patch is in the features.
  var down: SIMD2<Double>
  /// Where the corner of the patch lies.
  var origin: SIMD2<Double>

  /// A point that a region's network gives, in pixels of the crop: the networks count in pixels
  /// along the patch, so only the shift is in cells (MediaPipe's TransformLandmarks).
  func pixel(_ x: Float, _ y: Float) -> SIMD2<Double> {
    right * Double(x) + down * Double(y) + origin * AttentionRegion.pixelsPerCell
  }

  /// Samples the features bilinearly at the centres of the patch's cells; zero outside the centres
  /// of the outermost features (MediaPipe's TransformTensorBilinear).
  func sample(_ features: [Float], into patch: inout [Float]) {
    let size = AttentionRegion.featureSize
    let channels = AttentionRegion.channels
    let start = origin + (right + down) * 0.5 - 0.5
    let limit = Double(size - 1)
    features.withUnsafeBufferPointer { features in
      patch.withUnsafeMutableBufferPointer { patch in
        guard let source = features.baseAddress, var cell = patch.baseAddress else { return }
        for row in 0..<AttentionRegion.patchSize {
          for column in 0..<AttentionRegion.patchSize {
            let position = start + right * Double(column) + down * Double(row)
            // Written so that a position which is not a number is outside.
            if position.x >= 0, position.x <= limit, position.y >= 0, position.y <= limit {
              let left = Int(position.x)
              let top = Int(position.y)
              let dx = Float(position.x - Double(left))
              let dy = Float(position.y - Double(top))
              // At the last centre the neighbour has no weight; any one will do.
              let stepRight = left + 1 < size ? channels : 0
              let stepDown = top + 1 < size ? size * channels : 0
              let first = source + (top * size + left) * channels
              let second = first + stepDown
              for channel in 0..<channels {
                let upper = (1 - dx) * first[channel] + dx * first[channel + stepRight]
                let lower = (1 - dx) * second[channel] + dx * second[channel + stepRight]
                cell[channel] = (1 - dy) * upper + dy * lower
              }
            } else {
              for channel in 0..<channels { cell[channel] = 0 }
            }
            cell += channels
          }
        }
      }
    }
  }
}
