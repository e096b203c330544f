import FaceLandmarks
import Foundation
import Testing

@Suite("Landmark networks that cannot be used")
struct FaceLandmarkerErrorTests {
  @Test("A folder without them is named, with what it should hold")
  func absent() {
    do {
      _ = try FaceLandmarker(folder: "/nonexistent")
      Issue.record("nothing can be loaded from there")
    } catch {
      guard case .unreadable(let file, _) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(file == "/nonexistent/attmesh_trunk.h5")
      #expect(error.description.contains("attmesh_left_eye.h5"))
    }
  }

  @Test("A network in the place of another one is refused with both contracts")
  func exchanged() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/landmarks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (name, source) in [
      ("trunk", "trunk"), ("left_eye", "lips"), ("right_eye", "right_eye"),
    ] {
      try FileManager.default.copyItem(
        atPath: "\(Goldens.models)/attmesh_\(source).h5", toPath: "\(folder)/attmesh_\(name).h5")
    }
    do {
      _ = try FaceLandmarker(folder: folder)
      Issue.record("lips are no eye")
    } catch {
      guard case .contract(let file, let found, let expected) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(file.hasSuffix("attmesh_left_eye.h5"))
      #expect(found.contains("160"))
      #expect(expected.contains("142"))
    }
  }
}
