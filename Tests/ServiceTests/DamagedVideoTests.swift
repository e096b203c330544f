import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Service

/// The short, seeded form of `Tools/load/run mutated_videos`.
@Suite("Damaged videos")
struct DamagedVideoTests {
  private static let samples = [
    "constant_rate.mp4", "fragmented.mp4", "index_missing.mp4", "motion_jpeg.mov", "mpeg4.avi",
    "b_frames.mkv", "vp9.webm", "rotated_90.mp4", "sound_aac.mp4", "sound_mp3.avi",
  ]

  private static let numbers: [UInt32] = [0, 1, 8, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF]

  /// A sample with one to four wounds, mostly in its first and last pages, which hold the tables.
  private static func damaged(_ samples: [Data], number: Int) -> Data {
    var generator = SeededGenerator(seed: UInt64(number))
    var bytes = [UInt8](samples[number % samples.count])
    for _ in 0...Int.random(in: 0..<4, using: &generator) where bytes.count > 64 {
      let edge = min(bytes.count, 2048) - 8
      let near = Int.random(in: 0..<edge, using: &generator)
      let isAtEnd = Bool.random(using: &generator)
      let place = isAtEnd ? bytes.count - 9 - near : near
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1:
        let value = numbers.randomElement(using: &generator) ?? 0
        for index in 0..<4 {
          bytes[place + index] = UInt8(truncatingIfNeeded: value >> (24 - 8 * index))
        }
      case 2: bytes.removeSubrange(place...)
      case 3: bytes.removeSubrange(place..<place + 4)
      case 4: bytes.insert(contentsOf: bytes[place..<place + 8], at: place)
      default:
        for index in place..<place + 8 { bytes[index] = .random(in: 0...255, using: &generator) }
      }
    }
    return Data(bytes)
  }

  @Test("Two hundred of them get a result or a problem each, and the service goes on")
  func answered() throws {
    let running = try RunningService()
    defer { running.stop() }
    let samples = try Self.samples.map { try RunningService.mediaFixture($0) }
    let wrong = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 200) { number in
      do {
        let answer = try running.upload(Self.damaged(samples, number: number), query: "?fps=1")
        let isProblem =
          [400, 415, 422, 503, 504].contains(answer.status)
          && answer.headers["content-type"] == "application/problem+json"
          && answer.json["error"] is String
        let isResult = answer.status == 200 && answer.json["facialAnalysisResult"] != nil
        if !isProblem && !isResult { wrong.withLock { $0.append("\(number): \(answer.status)") } }
      } catch {
        wrong.withLock { $0.append("\(number): \(error)") }
      }
    }
    #expect(wrong.withLock { $0 }.isEmpty)
    #expect(try running.upload(samples[0], query: "?fps=1").status == 422)
  }
}
