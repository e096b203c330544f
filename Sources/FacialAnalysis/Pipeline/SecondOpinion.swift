import AnalysisResult
import FaceLandmarks
import Files
import GazeScore
import Imaging

/// The network that is asked where the cascade finds no face, or why the engine does without.
///
/// It finds what the cascade misses (turned, tilted and half-covered faces) and now and then a face
/// in a cloud. So its answer counts only where the landmark networks see a face there too.
struct SecondOpinion: Sendable {
  let detector: ShortRangeDetector?
  /// Why there is none; nil where it is not wanted.
  let problem: String?

  /// No second opinion.
  static let none = SecondOpinion(detector: nil, problem: nil)

  private init(detector: ShortRangeDetector?, problem: String?) {
    self.detector = detector
    self.problem = problem
  }

  /// Reads the network's file beside another file.
  init(beside path: String) {
    do throws(ShortRangeDetectorError) {
      self.init(
        detector: try ShortRangeDetector(folder: FilePath.folder(of: path)), problem: nil)
    } catch {
      self.init(detector: nil, problem: error.description)
    }
  }
}

/// Asks for the second opinion on the samples of one video, on one thread.
struct SecondSearch {
  private let context: ShortRangeDetector.Context

  init(_ detector: ShortRangeDetector) { context = detector.makeContext() }

  /// Faces in a picture as the cascade would give them, best first.
  ///
  /// - Parameter size: the size of the picture in whose pixels they are given.
  func faces(in image: ColorImage, size: Size) throws(AnalysisError) -> [Rectangle] {
    let found: [NetworkFace]
    do throws(ShortRangeDetectorError) { found = try context.detect(in: image) } catch {
      throw .internal(error.description)
    }
    guard image.width > 0 else { return [] }
    let factor = Double(size.width) / Double(image.width)
    let bounds = Rectangle(x: 0, y: 0, width: size.width, height: size.height)
    return found.filter { $0.score >= Self.leastScore }.map {
      NetworkFace(score: $0.score, low: $0.low * factor, high: $0.high * factor)
        .cascadeBox.intersection(with: bounds)
    }.filter { !$0.isEmpty }
  }

  /// Beyond this yaw in degrees there is little of a face to be seen, and the classifier has learnt
  /// from frontal ones.
  private static let largestYaw = 45.0
  private static let similarSides = 0.5...2.0
  /// The network's own bound of 0.5 lets clouds and patterns through; faces that it is asked for
  /// have 0.8 and more.
  private static let leastScore = 0.7
  /// Pixels between the outer corners of the eyes: what is smaller, the landmark networks confirm
  /// in patterns too.
  private static let leastEyeDistance = 18.0

  /// The face among those found that the landmark networks see as well; nil if there is none, or if
  /// it is turned too far or too small.
  ///
  /// - Parameters:
  ///   - faces: in pixels of a picture of `size`.
  ///   - seen: what the landmark networks saw in the same picture, of `imageSize`.
  static func confirmed(
    _ faces: [Rectangle], size: Size, by seen: FaceMeasurement?, imageSize: Size
  ) -> Rectangle? {
    guard let seen, abs(seen.yaw) <= largestYaw, seen.eyeDistance >= leastEyeDistance,
      imageSize.width > 0
    else { return nil }
    let factor = Double(size.width) / Double(imageSize.width)
    let side = factor * Double(max(seen.box.width, seen.box.height))
    let x = factor * (Double(seen.box.x) + Double(seen.box.width) / 2)
    let y = factor * (Double(seen.box.y) + Double(seen.box.height) / 2)
    return faces.first { face in
      let width = Double(max(face.width, face.height))
      let dx = Double(face.x) + Double(face.width) / 2 - x
      let dy = Double(face.y) + Double(face.height) / 2 - y
      return similarSides.contains(side / width) && max(abs(dx), abs(dy)) <= width / 2
    }
  }
}

@available(*, unavailable)
extension SecondSearch: Sendable {}
