import FaceLandmarks
import Foundation
import GazeScore
import Imaging
import Media
import Testing

/// The contents of `Fixtures/landmark_goldens.json`, made by the script beside it.
struct Goldens: Decodable {
  struct Warps: Decodable {
    struct Crop: Decodable {
      /// Centre, side and roll in radians.
      let crop: [Double]
      let values: [Float]
    }
    let width: Int
    let height: Int
    let bytes: [UInt8]
    let size: Int
    let crops: [Crop]
  }

  struct Frame: Decodable {
    let frame: Int
    /// FNV-1a of the bytes of the picture.
    let hash: String
    let box: [Int]
    /// Centre, side and roll of the second look.
    let crop: [Double]
    let presence: Double
    let mesh: [Double]
    let lips: [Double]
    let leftEye: [Double]
    let leftIris: [Double]
    let rightEye: [Double]
    let rightIris: [Double]
    let measurement: Measurement
  }

  struct Measurement: Decodable {
    let scale: Double
    let yaw: Double
    let pitch: Double
    let roll: Double
    let gazeX: Double
    let gazeY: Double
    let openness: Double
    let eyeDistance: Double
  }

  struct Contact: Decodable {
    let score: Double
    let coverage: Double
    let bias: [Double]
    let blinksPerMinute: Double
    let yawDeviation: Double
    let away: [[Double]]
  }

  struct Sample: Decodable {
    let time: Double
    let yaw: Double?
    let pitch: Double?
    let gazeX: Double?
    let gazeY: Double?
    let openness: Double?
    let eyeDistance: Double?

    var observation: FaceObservation {
      guard let yaw, let gazeX, let gazeY, let openness, let eyeDistance else {
        return FaceObservation(time: time, face: nil)
      }
      return FaceObservation(
        time: time,
        face: FaceMeasurement(
          yaw: yaw, pitch: pitch ?? 0, roll: 0, gazeX: gazeX, gazeY: gazeY, openness: openness,
          eyeDistance: eyeDistance))
    }
  }

  struct Synthetic: Decodable {
    let track: [Sample]
    let eyeContact: Contact
  }

  let warps: Warps
  let frames: [Frame]
  let track: [Sample]
  let eyeContact: Contact
  let synthetic: [Synthetic]

  static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
  }()
  static let models = root + "/models"
  static let video = root + "/Tools/sample/eileen-collins.mp4"

  static func load() throws -> Goldens {
    let path = Bundle.module.bundlePath + "/Fixtures/landmark_goldens.json"
    return try JSONDecoder().decode(Goldens.self, from: Data(contentsOf: URL(filePath: path)))
  }

  /// Whether the tests are not optimised.
  static var isQuick: Bool {
    #if DEBUG
      true
    #else
      false
    #endif
  }

  /// A sampled frame of the redistributable video, in colour.
  static func sample(frame: Int) throws -> VideoSample {
    let reader = try VideoReader(path: video, carriesColor: true)
    while let sample = try reader.nextSample() {
      if sample.frame == frame { return sample }
    }
    return try #require(nil, "frame \(frame) is not sampled")
  }

  static func fnv1a(_ bytes: some Sequence<UInt8>) -> String {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(format: "%016llx", value)
  }
}

enum Tolerance {
  /// Pixels of the image between the networks here and in Keras.
  static let landmark = 1e-3
  /// Degrees between a pose of such landmarks and another.
  static let angle = 0.01
  /// A value of a crop in 0…1 in single against double precision.
  static let pixel: Float = 2e-6
}
