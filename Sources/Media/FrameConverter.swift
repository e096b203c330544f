import CFFmpeg
import Imaging
import MediaContract

/// Turns decoded frames of any pixel format into OpenCV's gray.
///
/// swscale to BGR24 with its default bicubic flags and then OpenCV's weights is bit-identical to
/// what `cv2.VideoCapture` and `cv2.cvtColor` give (specs/performance.md §3).
final class FrameConverter {
  private var scaler: OpaquePointer?
  private var buffer: [UInt8] = []

  deinit { sws_freeContext(scaler) }

  /// A frame as gray and, where it is asked for, in colour.
  ///
  /// - Parameter longestSide: the longest side of the colour image; nil for none.
  /// - Throws: `MediaError.damagedContainer` when the pixel format cannot be converted.
  func convert(
    _ frame: UnsafePointer<AVFrame>, colorWithin longestSide: Int?
  ) throws(MediaError) -> (gray: GrayImage, color: ColorImage?) {
    let width = frame.pointee.width
    let height = frame.pointee.height
    guard width > 0, height > 0, let format = AVPixelFormat(validating: frame.pointee.format) else {
      throw .damagedContainer(reason: "a frame has no pixels")
    }
    scaler = sws_getCachedContext(
      scaler, width, height, format, width, height, AV_PIX_FMT_BGR24, Int32(SWS_BICUBIC), nil, nil,
      nil)
    guard let scaler else {
      throw .damagedContainer(reason: "pixel format \(format.rawValue) cannot be converted")
    }
    // swscale may write a little beyond the last row with its vector code.
    let stride = (Int(width) * 3 + 63) & ~63
    let needed = stride * Int(height) + 64
    if buffer.count < needed { buffer = [UInt8](repeating: 0, count: needed) }

    let rows = buffer.withUnsafeMutableBufferPointer { output -> Int32 in
      var planes: [UnsafeMutablePointer<UInt8>?] = [output.baseAddress, nil, nil, nil]
      let strides: [Int32] = [Int32(stride), 0, 0, 0]
      return withUnsafePointer(to: frame.pointee.data) { data in
        data.withMemoryRebound(to: UnsafePointer<UInt8>?.self, capacity: 8) { sources in
          withUnsafePointer(to: frame.pointee.linesize) { sizes in
            sizes.withMemoryRebound(to: Int32.self, capacity: 8) { linesizes in
              sws_scale(scaler, sources, linesizes, 0, height, &planes, strides)
            }
          }
        }
      }
    }
    guard rows == height else {
      throw .damagedContainer(reason: "a frame could not be converted to gray")
    }
    var gray = GrayImage(width: Int(width), height: Int(height))
    do {
      let color = try buffer.withUnsafeBufferPointer { bytes throws(ImagingError) -> ColorImage? in
        try GrayConversion.convertBGR(bytes, stride: stride, into: &gray)
        guard let longestSide else { return nil }
        return try ColorImage(
          width: gray.width, height: gray.height, bytes: bytes, stride: stride,
          reducedBy: ColorImage.reductionFactor(
            width: gray.width, height: gray.height, longestSide: longestSide))
      }
      return (gray, color)
    } catch {
      throw .damagedContainer(reason: error.description)
    }
  }
}

extension AVPixelFormat {
  /// `AVFrame.format` is -1 where it is unknown.
  fileprivate init?(validating raw: Int32) {
    guard raw >= 0 else { return nil }
    self.init(rawValue: raw)
  }
}
