import EmotionContract
import Glibc
import Imaging

extension EmotionModel {
  /// The model's input for a face: the crop of a gray frame, resized bilinearly as OpenCV does
  /// and brought to the contract's range.
  func input(of face: Rectangle, in image: GrayImage) -> [Float] {
    let crop = image.cropped(to: face)
      .resizedBilinearly(width: contract.width, height: contract.height)
    let planes = (0..<contract.channels).map {
      contract.inputRange.values(of: crop.pixels, channel: $0)
    }
    if planes.count == 1 || hasChannelsFirst { return planes.flatMap { $0 } }
    var values: [Float] = []
    values.reserveCapacity(planes.count * crop.pixels.count)
    for position in crop.pixels.indices {
      for plane in planes { values.append(plane[position]) }
    }
    return values
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
