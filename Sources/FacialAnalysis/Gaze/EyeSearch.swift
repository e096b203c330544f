import FaceDetection
import FaceLandmarks
import Files
import GazeScore
import Imaging

/// The eye cascade, or why the engine does without: what eye contact is measured with, at low
/// accuracy, where there are no landmark networks.
struct EyeDetection: Sendable {
  static let fileName = "haarcascade_eye.xml"

  let detector: CascadeDetector?
  /// Why there is none.
  let problem: String?

  /// Reads the cascade beside another file.
  init(beside path: String) {
    let file = FilePath.folder(of: path) + "/" + Self.fileName
    do {
      detector = try CascadeDetector(
        classifier: try CascadeClassifier(contentsOf: file), parameters: EyeSearch.parameters)
      problem = nil
    } catch {
      detector = nil
      problem = "the eye cascade \(Self.fileName) cannot be used"
    }
  }
}

/// Looks for both eyes in the upper part of a face, one video and one thread each.
struct EyeSearch {
  /// The size that the upper part of a face is brought to, so that eyes are about 50 pixels wide.
  private static let area = Size(width: 200, height: 120)
  private static let upperPart = 0.6
  static let parameters = DetectionParameters(
    scaleFactor: 1.1, minimumNeighbors: 3, minimumSize: Size(width: 30, height: 30),
    maximumSize: Size(width: 80, height: 80))
  /// Centres of eyes in that area.
  private static let leftColumns = 10..<100
  private static let rightColumns = 100..<190
  private static let rows = 40..<120
  /// One eye may be so much higher than the other.
  private static let largestStep = 30

  private let detector: CascadeDetector
  private let workspace: CascadeDetector.Workspace

  init(_ detector: CascadeDetector) {
    self.detector = detector
    workspace = detector.makeWorkspace()
  }

  /// What the eyes of a face tell; no face where both are not found, because they are closed,
  /// turned away or covered.
  func observe(_ image: GrayImage, face: Rectangle?, at time: Double) -> FaceObservation {
    guard let face, let eyes = eyes(of: face, in: image) else {
      return FaceObservation(time: time, face: nil)
    }
    return FaceObservation(
      time: time,
      face: FaceMeasurement(pupilsIn: image, face: face, leftEye: eyes.left, rightEye: eyes.right))
  }

  /// The boxes of both eyes in pixels of the image, left and right as in it.
  private func eyes(
    of face: Rectangle, in image: GrayImage
  ) -> (left: Rectangle, right: Rectangle)? {
    let part = Rectangle(
      x: face.x, y: face.y, width: face.width,
      height: Int((Self.upperPart * Double(face.height)).rounded())
    ).intersection(with: image.bounds)
    guard !part.isEmpty else { return nil }
    let found = detector.detectFaces(
      in: image.cropped(to: part)
        .resizedBilinearly(width: Self.area.width, height: Self.area.height), using: workspace)
    guard let left = Self.surest(found, in: Self.leftColumns),
      let right = Self.surest(found, in: Self.rightColumns),
      abs((2 * left.y + left.height) - (2 * right.y + right.height)) <= 2 * Self.largestStep
    else { return nil }
    func place(_ box: Rectangle) -> Rectangle {
      func scaled(_ value: Int, _ extent: Int, _ whole: Int) -> Int {
        Int((Double(value) * Double(extent) / Double(whole)).rounded())
      }
      return Rectangle(
        x: part.x + scaled(box.x, part.width, Self.area.width),
        y: part.y + scaled(box.y, part.height, Self.area.height),
        width: scaled(box.width, part.width, Self.area.width),
        height: scaled(box.height, part.height, Self.area.height))
    }
    return (place(left), place(right))
  }

  /// The box with the most candidates in it, of those with their centre in some columns.
  private static func surest(_ eyes: [DetectedFace], in columns: Range<Int>) -> Rectangle? {
    var best: DetectedFace?
    for eye in eyes {
      let box = eye.rectangle
      guard columns.contains(box.x + box.width / 2), rows.contains(box.y + box.height / 2) else {
        continue
      }
      if eye.neighbors > best?.neighbors ?? 0 { best = eye }
    }
    return best?.rectangle
  }
}

@available(*, unavailable)
extension EyeSearch: Sendable {}
