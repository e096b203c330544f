import Foundation
import Media
import MediaContract
import Testing

@testable import AnalysisResult
@testable import FacialAnalysis

@Suite("What is heard in a video")
struct SpeechAnalysisTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private func analysis(_ path: String, beside model: String? = nil) throws -> SpeechAnalysis {
    let detection = VoiceDetection(beside: model ?? Self.root + "/models/x.h5")
    return try SpeechAnalysis(detection: detection) { () throws(MediaError) in
      try AudioReader(path: path)
    }
  }

  private func reason(_ analysis: SpeechAnalysis) -> String? {
    if case .absent(let reason) = analysis.outcome { return reason }
    return nil
  }

  private func fixture(_ name: String) -> String {
    Self.root + "/Tests/MediaTests/Fixtures/" + name
  }

  @Test("Without an audio stream there is a reason and no score")
  func noAudio() throws {
    let analysis = try analysis(fixture("constant_rate.mp4"))
    #expect(analysis.clarity == nil)
    #expect(reason(analysis)?.contains("no audio stream") == true)
  }

  @Test("Sound that is too short, or no speech, is named as such")
  func noSpeech() throws {
    #expect(reason(try analysis(fixture("sound_shorter.mp4")))?.contains("0.5 s long") == true)
    #expect(
      reason(try analysis(fixture("sound_longer.mp4")))?.contains("at least 3 s") == true)
  }

  @Test("The sample's voice is measured, the same every time")
  func measured() throws {
    let first = try analysis(Fixture.sampleVideo)
    let clarity = try #require(first.clarity)
    #expect((20...90).contains(clarity.score))
    #expect(try analysis(Fixture.sampleVideo) == first)
    #expect(first.notes.isEmpty)
  }

  @Test("Without the network's files the weaker detector is used, and a note says so")
  func withoutNetwork() throws {
    let analysis = try analysis(Fixture.sampleVideo, beside: "/nowhere/x.h5")
    #expect(analysis.measures?.detector == .energy)
    #expect(analysis.notes.contains { $0.field == "speechClarity" })
  }

  @Test("Sound that cannot be decoded gives a reason and leaves the pictures alone")
  func failing() throws {
    let task = SpeechTask(detection: VoiceDetection(beside: "/nowhere/x.h5")) {
      _ throws(MediaError) in throw .unsupportedCodec(name: "cook")
    }
    #expect(reason(try task.result())?.contains("cook") == true)
  }

  @Test("Cancelling while only the sound is still read ends the work")
  func cancelled() {
    let path = Fixture.sampleVideo
    let task = SpeechTask(detection: VoiceDetection(beside: "/nowhere/x.h5")) {
      _ throws(MediaError) in try AudioReader(path: path, isCancelled: { true })
    }
    #expect(throws: AnalysisError.cancelled) { try task.result() }
  }
}
