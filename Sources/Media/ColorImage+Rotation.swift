import Imaging

extension ColorImage {
  /// The image turned clockwise by 0, 90, 180 or 270 degrees; any other angle leaves it as it is.
  func rotated(clockwiseDegrees degrees: Int) -> ColorImage {
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
    let newWidth = degrees == 180 ? width : height
    let newHeight = degrees == 180 ? height : width
    return ColorImage(width: newWidth, height: newHeight) { destination in
      bytes.withUnsafeBufferPointer { source in
        var output = destination
        for y in 0..<newHeight {
          var position = (origin + y * down) * ColorImage.channels
          for _ in 0..<newWidth {
            for channel in 0..<ColorImage.channels { output[channel] = source[position + channel] }
            output += ColorImage.channels
            position += right * ColorImage.channels
          }
        }
      }
    }
  }
}
