import FaceDetection
import Imaging
import Testing

@Suite("Grouping of candidates")
struct GroupingTests {
  @Test("Groups, their order and their counts are those of cv2.groupRectangles")
  func goldens() throws {
    var grouping = RectangleGrouping()
    let goldens = try DetectionGoldens.load().grouping
    #expect(goldens.count == 40)
    for golden in goldens {
      let faces = grouping.group(
        rectangles(golden.rectangles), minimumNeighbors: golden.minimumNeighbors)
      #expect(faces.map(\.rectangle) == rectangles(golden.groups))
      if let counts = golden.counts { #expect(faces.map(\.neighbors) == counts) }
    }
  }

  @Test("No candidates give no faces")
  func empty() {
    var grouping = RectangleGrouping()
    #expect(grouping.group([], minimumNeighbors: 3).isEmpty)
    #expect(grouping.group([], minimumNeighbors: 0).isEmpty)
  }

  @Test("Without grouping, candidates are returned as they are")
  func none() {
    var grouping = RectangleGrouping()
    let candidate = Rectangle(x: 1, y: 2, width: 24, height: 24)
    let faces = grouping.group([candidate, candidate], minimumNeighbors: 0)
    #expect(faces == [candidate, candidate].map { DetectedFace(rectangle: $0, neighbors: 1) })
  }
}
