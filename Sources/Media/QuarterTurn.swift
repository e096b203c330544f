import Imaging

/// How the pixels of a picture move when it is turned by one, two or three right angles.
struct QuarterTurn {
  /// Columns and rows of the result.
  let width: Int
  let height: Int
  /// Which of the source's pixels, counted row after row, is the result's first, and the steps in
  /// the source for one pixel to the right and one down in the result.
  private let origin: Int
  private let right: Int
  private let down: Int

  /// Nil for other angles than 90, 180 and 270 degrees.
  ///
  /// - Parameters:
  ///   - width: columns of the source.
  ///   - height: rows of the source.
  init?(clockwiseDegrees degrees: Int, width: Int, height: Int) {
    switch degrees {
    case 90: (origin, right, down) = ((height - 1) * width, -width, 1)
    case 180: (origin, right, down) = (height * width - 1, -1, -width)
    case 270: (origin, right, down) = (width - 1, width, -1)
    default: return nil
    }
    (self.width, self.height) = degrees == 180 ? (width, height) : (height, width)
  }

  /// Writes the turned picture.
  ///
  /// - Parameter channels: bytes of a pixel.
  func turn(
    _ source: UnsafeBufferPointer<UInt8>, into destination: UnsafeMutablePointer<UInt8>,
    channels: Int
  ) {
    var output = destination
    for y in 0..<height {
      var position = (origin + y * down) * channels
      for _ in 0..<width {
        for channel in 0..<channels { output[channel] = source[position + channel] }
        output += channels
        position += right * channels
      }
    }
  }
}

extension GrayImage {
  /// The image turned clockwise by 0, 90, 180 or 270 degrees; any other angle leaves it as it is.
  func rotated(clockwiseDegrees degrees: Int) -> GrayImage {
    guard let turn = QuarterTurn(clockwiseDegrees: degrees, width: width, height: height) else {
      return self
    }
    return GrayImage(width: turn.width, height: turn.height) { destination in
      pixels.withUnsafeBufferPointer { turn.turn($0, into: destination, channels: 1) }
    }
  }
}

extension ColorImage {
  /// The image turned clockwise by 0, 90, 180 or 270 degrees; any other angle leaves it as it is.
  func rotated(clockwiseDegrees degrees: Int) -> ColorImage {
    guard let turn = QuarterTurn(clockwiseDegrees: degrees, width: width, height: height) else {
      return self
    }
    return ColorImage(width: turn.width, height: turn.height) { destination in
      bytes.withUnsafeBufferPointer {
        turn.turn($0, into: destination, channels: ColorImage.channels)
      }
    }
  }
}
