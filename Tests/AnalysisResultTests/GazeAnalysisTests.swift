import GazeScore
import Imaging
import Testing

@testable import AnalysisResult

@Suite("Eye contact in the scores and the feedback")
struct GazeAnalysisTests {
  /// A face that looks at the camera, or by 30° to the right of the image.
  private func face(away: Bool) -> FaceMeasurement {
    FaceMeasurement(
      track: 0, box: Rectangle(x: 100, y: 100, width: 120, height: 120), prominence: 1,
      presence: 1, yaw: 0, pitch: 0, roll: 0, gazeX: away ? 30 : 0, gazeY: 0, openness: 0.3,
      eyeDistance: 60)
  }

  /// Twenty seconds, six samples a second; away between the two times.
  func gaze(away: Range<Double> = 0..<0, seconds: Double = 20) -> GazeAnalysis {
    let observations = (0..<Int(seconds * 6)).map { index -> FaceObservation in
      let time = Double(index) / 6
      return FaceObservation(time: time, face: face(away: away.contains(time)))
    }
    return GazeAnalysis(observations, problem: nil)
  }

  private func summary() -> ObservationSummary {
    ObservationSummary(
      (0..<120).map { FrameObservation.sample(at: Double($0) / 6, [.neutral: 1]) })
  }

  @Test("Eyes at the camera score high, are named as a strength and raise confidence")
  func contact() throws {
    let gaze = gaze()
    let scores = Scores(summary(), gaze: gaze)
    #expect(try #require(scores.eyeContact) >= 95)
    #expect(scores.confidence > Scores(summary()).confidence)
    let feedback = Feedback(summary: summary(), scores: scores, gaze: gaze)
    #expect(feedback.items.first?.kind == .strength)
    #expect(feedback.items.first?.field == "eyeContact")
  }

  @Test("Looking away lowers the score and is named with its length, times and direction")
  func away() throws {
    let gaze = gaze(away: 5..<12)
    let scores = Scores(summary(), gaze: gaze)
    let contact = try #require(scores.eyeContact)
    #expect((55...75).contains(contact))
    let items = Feedback(summary: summary(), scores: scores, gaze: gaze).items
    let item = try #require(items.first { $0.field == "eyeContact" && $0.kind == .suggestion })
    // What is on the right of the image is to the speaker's left.
    #expect(item.text.contains("7 s at 00:05–00:12 (left)"))
    #expect(abs(try #require(item.start) - 5) < 0.2)
  }

  @Test("Without networks or without evidence eye contact is nil and says why")
  func absent() {
    let missing = Scores(summary(), gaze: GazeAnalysis([], problem: "no networks"))
    #expect(missing.eyeContact == nil)
    #expect(
      missing.notes.contains { $0.field == "eyeContact" && $0.reason.contains("no networks") })
    let short = Scores(summary(), gaze: gaze(seconds: 1))
    #expect(short.eyeContact == nil)
    #expect(short.notes.contains { $0.field == "eyeContact" && $0.reason.contains("2 s") })
  }

  @Test("Few samples a second are remarked on")
  func sparse() {
    let observations = (0..<20).map {
      FaceObservation(time: Double($0), face: face(away: false))
    }
    let notes = GazeAnalysis(observations, problem: nil).notes
    #expect(notes.contains { $0.reason.contains("1.0 samples a second") })
  }

  @Test("Head turns do not count toward confidence where they are not seen")
  func headTurns() {
    let summary = ObservationSummary(
      (0..<90).map { FrameObservation.sample(at: Double($0) / 6, [.neutral: 1]) })
    let contact = gaze().contact
    #expect(Confidence(summary, gaze: contact).parts.count == 4)
    #expect(Confidence(summary, gaze: contact, seesHead: false).parts.count == 3)
  }
}
