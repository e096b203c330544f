import Imaging

extension GrayImage {
  /// The image turned clockwise by 0, 90, 180 or 270 degrees; any other angle leaves it as it is.
  func rotated(clockwiseDegrees degrees: Int) -> GrayImage {
    let source = pixels
    switch degrees {
    case 90:
      return GrayImage(width: height, height: width) { x, y in
        source[(height - 1 - x) * width + y]
      }
    case 180:
      return GrayImage(width: width, height: height) { x, y in
        source[(height - 1 - y) * width + (width - 1 - x)]
      }
    case 270:
      return GrayImage(width: height, height: width) { x, y in
        source[x * width + (width - 1 - y)]
      }
    default:
      return self
    }
  }
}
