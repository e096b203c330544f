import FaceDetection
import Imaging
import Testing

@Suite("Detection as OpenCV does")
struct DetectionTests {
  @Test(
    "Rectangles, their order and their numbers of neighbours are OpenCV's",
    arguments: Fixtures.photographs + Fixtures.generated)
  func goldens(name: String) throws {
    let classifier = try Fixtures.classifier()
    let image = try Fixtures.picture(name)
    let goldens = try DetectionGoldens.load().detection.filter { $0.image == name }
    #expect(goldens.count == 9)
    for golden in goldens {
      let cost = image.pixels.count * (golden.scaleFactor < 1.25 ? 4 : 1)
      guard !Fixtures.isQuick || cost < 25_000 else { continue }
      let detector = try CascadeDetector(classifier: classifier, parameters: golden.parameters)
      let faces = detector.detectFaces(in: image, using: detector.makeWorkspace())
      #expect(faces.map(\.rectangle) == rectangles(golden.rectangles), "\(golden.parameters)")
      #expect(faces.map(\.neighbors) == golden.neighbors, "\(golden.parameters)")
    }
  }

  @Test("Narrow images drop the same last rows as OpenCV")
  func narrow() throws {
    let classifier = try Fixtures.classifier()
    let detector = try CascadeDetector(
      classifier: classifier,
      parameters: DetectionParameters(scaleFactor: 1.1, minimumNeighbors: 0))
    let workspace = detector.makeWorkspace()
    let face = try Fixtures.picture("portrait")
      .cropped(to: Rectangle(x: 28, y: 24, width: 96, height: 104))
    let goldens = try DetectionGoldens.load().narrow
    #expect(goldens.map { $0.size[0] } == Array(24...90))
    let step = Fixtures.isQuick ? 4 : 1
    for golden in goldens where golden.size[0].isMultiple(of: step) {
      let image = face.resizedExactly(width: golden.size[0], height: golden.size[1])
      #expect(
        detector.detect(in: image, using: workspace) == rectangles(golden.rectangles),
        "\(golden.size)")
    }
  }

  @Test("The plain search gives OpenCV's candidates", arguments: ["pair", "dim"])
  func plain(name: String) throws {
    let classifier = try Fixtures.classifier()
    let image = try Fixtures.picture(name)
    for golden in try DetectionGoldens.load().detection
    where golden.image == name && golden.minimumNeighbors == 0
      && (!Fixtures.isQuick || golden.scaleFactor >= 1.2)
    {
      let detector = try CascadeDetector(classifier: classifier, parameters: golden.parameters)
      let candidates = PlainScan.candidates(
        in: image, classifier: classifier, levels: detector.levels(for: image))
      let clipped = candidates.map { $0.intersection(with: image.bounds) }
      #expect(clipped == rectangles(golden.rectangles), "\(golden.parameters)")
    }
  }

  @Test("Parameters out of range are refused")
  func parameters() throws {
    let classifier = try Fixtures.classifier()
    let refused: [(DetectionParameters, String)] = [
      (DetectionParameters(scaleFactor: 1), "scaleFactor"),
      (DetectionParameters(scaleFactor: .nan), "scaleFactor"),
      (DetectionParameters(scaleFactor: .infinity), "scaleFactor"),
      (DetectionParameters(minimumNeighbors: -1), "minimumNeighbors"),
      (DetectionParameters(minimumSize: Size(width: -1, height: 3)), "minimumSize"),
      (DetectionParameters(maximumSize: Size(width: 0, height: 3)), "maximumSize"),
      (DetectionParameters(minimumSize: Size(width: .max, height: .max)), "minimumSize"),
    ]
    for (parameters, name) in refused {
      let error = #expect(throws: DetectionError.self) {
        try CascadeDetector(classifier: classifier, parameters: parameters)
      }
      #expect(error?.description.contains(name) == true)
    }
  }

  @Test("The largest rectangle is the first of the largest area")
  func largest() {
    let a = Rectangle(x: 0, y: 0, width: 4, height: 6)
    let b = Rectangle(x: 1, y: 0, width: 6, height: 4)
    let c = Rectangle(x: 2, y: 0, width: 1, height: 1)
    #expect([c, b, a].largest == b)
    #expect([c, a, b].largest == a)
    #expect([Rectangle]().largest == nil)
  }
}
