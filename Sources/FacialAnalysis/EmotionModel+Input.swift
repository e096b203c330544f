import EmotionContract
import Glibc
import Imaging

extension EmotionModel {
  /// Inputs that the model takes for one face.
  var viewCount: Int { contract.averagesMirrored ? 2 : 1 }

  /// The model's inputs for a face, one after the other: the crop of a gray frame, resized
  /// bilinearly as OpenCV does and brought to the contract's range, and perhaps its mirror image.
  func input(of face: Rectangle, in image: GrayImage) -> [Float] {
    let crop = image.cropped(to: face)
      .resizedBilinearly(width: contract.width, height: contract.height)
    let own = values(of: crop.pixels)
    return contract.averagesMirrored ? own + values(of: mirrored(crop.pixels)) : own
  }

  private func mirrored(_ pixels: [UInt8]) -> [UInt8] {
    stride(from: 0, to: pixels.count, by: contract.width).flatMap {
      pixels[$0..<$0 + contract.width].reversed()
    }
  }

  private func values(of pixels: [UInt8]) -> [Float] {
    let planes = (0..<contract.channels).map {
      contract.inputRange.values(of: pixels, channel: $0)
    }
    if planes.count == 1 || hasChannelsFirst { return planes.flatMap { $0 } }
    var values: [Float] = []
    values.reserveCapacity(planes.count * pixels.count)
    for position in pixels.indices {
      for plane in planes { values.append(plane[position]) }
    }
    return values
  }

  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
