import FaceLandmarks
import GazeScore
import Imaging
import Testing

@Suite("Tracks of faces through the parts of a video")
struct JoinedTracksTests {
  @Test("Tracks are numbered through the parts of a video")
  func tracks() {
    func seen(_ time: Double, _ track: Int, x: Int) -> FaceObservation {
      FaceObservation(
        time: time,
        face: FaceMeasurement(
          track: track, box: Rectangle(x: x, y: 0, width: 100, height: 100), yaw: 0, pitch: 0,
          roll: 0, gazeX: 0, gazeY: 0, openness: 0.3, eyeDistance: 40))
    }
    let none = FaceObservation(time: 1.5, face: nil)
    let parts = [
      [seen(0, 0, x: 0), seen(1, 1, x: 500), none],
      // Where the last one was lost, and then another.
      [none, seen(2, 0, x: 520), seen(3, 1, x: 0)],
      // Elsewhere.
      [seen(4, 0, x: 900)],
      [], [none],
      // Too late to be the same.
      [seen(9, 0, x: 900)],
    ]
    let joined = FaceTracker.joined(parts)
    #expect(joined.compactMap { $0.face?.track } == [0, 1, 1, 2, 3, 4])
    #expect(joined.map(\.time) == parts.joined().map(\.time))
  }
}
