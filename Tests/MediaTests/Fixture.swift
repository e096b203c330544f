import Foundation
import Imaging

/// The clips beside `make_media_fixtures.py`, and what ffprobe and OpenCV read in them.
enum Fixture {
  struct Frame: Decodable {
    let width: Int
    let height: Int
    /// FNV-1a of OpenCV's gray of the frame.
    let fnv1a: String
    /// Seconds from the start of the video stream, rounded by ffprobe or the container.
    let time: Double
  }

  static func path(_ name: String) -> String {
    Bundle.module.bundlePath + "/Fixtures/" + name
  }

  static func goldens() throws -> [String: [Frame]] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path("goldens.json")))
    return try JSONDecoder().decode([String: [Frame]].self, from: data)
  }

  static func fnv1a(_ image: GrayImage) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for pixel in image.pixels { value = (value ^ UInt64(pixel)) &* 0x100_0000_01B3 }
    return String(format: "%016llx", value)
  }
}
