import Imaging

extension GrayImage {
  /// The image turned clockwise by 0, 90, 180 or 270 degrees; any other angle leaves it as it is.
  func rotated(clockwiseDegrees degrees: Int) -> GrayImage {
    // Where the result's pixel (0, 0) comes from, and the steps in the source for one pixel to the
    // right and one down in the result.
    let origin: Int
    let right: Int
    let down: Int
    switch degrees {
    case 90: (origin, right, down) = ((height - 1) * width, -width, 1)
    case 180: (origin, right, down) = (height * width - 1, -1, -width)
    case 270: (origin, right, down) = (width - 1, width, -1)
    default: return self
    }
    let isTurned = degrees != 180
    let newWidth = isTurned ? height : width
    let newHeight = isTurned ? width : height
    return GrayImage(width: newWidth, height: newHeight) { destination in
      pixels.withUnsafeBufferPointer { source in
        for y in 0..<newHeight {
          var position = origin + y * down
          for x in 0..<newWidth {
            destination[y * newWidth + x] = source[position]
            position += right
          }
        }
      }
    }
  }
}
