import Foundation
import Testing

@testable import Speech

@Suite("Pitch against Praat and librosa")
struct PraatTests {
  struct Pitch: Decodable {
    let median: Double
    let semitones: Double
  }

  struct Golden: Decodable {
    let praat: Pitch
    let librosa: Pitch
  }

  /// Trackers differ in which frames they call voiced, and librosa's steps are a tenth of a semitone.
  static let medianTolerance = 0.02
  static let spreadTolerance = 0.4

  @Test("The median pitch and its spread are theirs", arguments: Fixture.voices)
  func pitch(name: String) throws {
    let path = Bundle.module.bundlePath + "/Fixtures/praat_goldens.json"
    let goldens = try JSONDecoder().decode(
      [String: Golden].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    let golden = try #require(goldens[name])
    let meter = try SpeechMeasurement(
      samples: try Fixture.samples(name), model: try Fixture.model())
    guard case .measured(let measures) = meter else {
      Issue.record("\(name): nothing was measured")
      return
    }
    let median = try #require(measures.pitch)
    for other in [golden.praat, golden.librosa] {
      #expect(abs(median / other.median - 1) <= Self.medianTolerance)
      #expect(abs(measures.pitchDeviation - other.semitones) <= Self.spreadTolerance)
    }
  }
}
