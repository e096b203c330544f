import Foundation
import Testing

/// The contents of `Fixtures/imaging_goldens.json`.
struct ImagingGoldens: Decodable {
  struct Resize: Decodable {
    let axisPairs: [String]
    let halvings: [String]
    let large: [Large]
    let pixels: [Pixels]
  }
  struct Large: Decodable {
    let seed: Int
    let source: [Int]
    let target: [Int]
    let hash: String
  }
  struct Pixels: Decodable {
    let source: [Int]
    let sourcePixels: [UInt8]
    let target: [Int]
    let targetPixels: [UInt8]
  }
  struct Gray: Decodable {
    let noise: [Noise]
    let cube: String
  }
  struct Noise: Decodable {
    let seed: UInt64
    let size: [Int]
    let stride: Int
    let hash: String
  }

  let gray: Gray
  let faceCrops: [String]
  let exact: Resize
  let bilinear: Resize

  static func load() throws -> ImagingGoldens {
    let url = try #require(
      Bundle.module.url(
        forResource: "imaging_goldens", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(ImagingGoldens.self, from: Data(contentsOf: url))
  }
}
