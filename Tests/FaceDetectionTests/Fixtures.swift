import FaceDetection
import Foundation
import Imaging
import Testing

/// The files beside the tests, and pictures that are generated as
/// `Fixtures/make_detection_goldens.py` does.
enum Fixtures {
  static let photographs = [
    "portrait", "flipped", "tilted", "noisy", "bright", "dim", "pair", "scene", "wide", "close",
    "crowd",
  ]
  /// Unoptimised vectors are a hundred times slower, so debug builds leave large searches out.
  static var isQuick: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }
  static let generated = [
    "white noise", "smooth noise", "constant", "gradient", "checkerboard 1", "checkerboard 8",
    "smaller than the window", "as large as the window", "one pixel larger", "one pixel",
  ]

  static func data(_ name: String, _ type: String) throws -> Data {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: type, subdirectory: "Fixtures"))
    return try Data(contentsOf: url)
  }

  /// The cascade in the folder `models` of the repository.
  static let cascadePath = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("models/haarcascade_frontalface_default.xml").path

  private static let frontalFace = Result { try CascadeClassifier(contentsOf: cascadePath) }

  static func classifier() throws -> CascadeClassifier { try frontalFace.get() }

  static func picture(_ name: String) throws -> GrayImage {
    switch name {
    case "white noise": try noise(seed: 2, width: 97, height: 83)
    case "smooth noise": try smoothNoise()
    case "constant": GrayImage(width: 80, height: 60, fill: 128)
    case "gradient": try generate { x, y in (2 * x + y) & 255 }
    case "checkerboard 1": try generate { x, y in ((x ^ y) & 1) * 255 }
    case "checkerboard 8": try generate { x, y in (((x >> 3) ^ (y >> 3)) & 1) * 255 }
    case "smaller than the window": try noise(seed: 3, width: 23, height: 40)
    case "as large as the window": try noise(seed: 4, width: 24, height: 24)
    case "one pixel larger": try noise(seed: 6, width: 25, height: 25)
    case "one pixel": GrayImage(width: 1, height: 1, fill: 7)
    default: try GrayImage(portableGrayMap: data(name, "pgm"))
    }
  }

  private static func generate(_ level: (Int, Int) -> Int) throws -> GrayImage {
    try GrayImage(
      width: 90, height: 70,
      pixels: (0..<90 * 70).map { UInt8(level($0 % 90, $0 / 90)) })
  }

  /// The high bytes of splitmix64(seed + i).
  static func noise(seed: UInt64, width: Int, height: Int) throws -> GrayImage {
    var state = seed
    let pixels = (0..<width * height).map { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return UInt8(truncatingIfNeeded: (z ^ (z >> 31)) >> 56)
    }
    return try GrayImage(width: width, height: height, pixels: pixels)
  }

  /// Noise of 120×100 pixels, each the mean of 5×5, mirrored at the border (`cv2.boxFilter`).
  private static func smoothNoise() throws -> GrayImage {
    let (width, height) = (120, 100)
    let noise = try noise(seed: 5, width: width, height: height)
    func mirrored(_ i: Int, _ count: Int) -> Int { i < 0 ? -i : i >= count ? 2 * count - 2 - i : i }
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0
        for dy in -2...2 {
          for dx in -2...2 {
            sum += Int(
              noise.pixels[mirrored(y + dy, height) * width + mirrored(x + dx, width)])
          }
        }
        pixels.append(UInt8((sum * 2 + 25) / 50))
      }
    }
    return try GrayImage(width: width, height: height, pixels: pixels)
  }
}
