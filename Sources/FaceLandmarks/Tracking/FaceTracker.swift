import GazeScore
import Imaging

/// Follows the speaker's face from sample to sample: cascade → landmarks → the next crop from the
/// landmarks; the cascade again where the face is lost.
///
/// The same samples give the same observations. One tracker, one video, one thread.
public struct FaceTracker {
  private let context: FaceLandmarker.Context
  private var crop: FaceCrop?
  private var last: (time: Double, box: Rectangle)?
  private var track = -1
  private var lastSearchedSecond = -1

  /// Makes a tracker for one video.
  public init(_ landmarker: FaceLandmarker) {
    context = landmarker.makeContext()
  }

  /// Candidates that are tried when a face is to be found.
  private static let triedCandidates = 2
  /// Another face takes over when it is this much more prominent than the one that is followed.
  private static let takeover = 2.0
  /// A face that is found again within this time, near where it was lost, is the same track.
  private static let rememberedSeconds = 2.0
  private static let similarSides = 0.6...(1 / 0.6)

  /// Looks at the next sample.
  ///
  /// - Parameters:
  ///   - image: the sample in colour.
  ///   - time: its presentation time in seconds; times rise.
  ///   - detectionSize: the size of the picture in whose pixels candidates are given.
  ///   - candidates: faces that the cascade finds in the sample; asked for where no face is
  ///     followed and once in each second of the video, when a more prominent face takes over.
  /// - Throws: `FaceLandmarkerError.internal` when the engine fails, which is a defect.
  public mutating func observe(
    _ image: ColorImage, at time: Double, detectionSize: Size, candidates: () -> [Rectangle]
  ) throws(FaceLandmarkerError) -> FaceObservation {
    let size = Size(width: image.width, height: image.height)
    var followed = try crop.map { (crop) throws(FaceLandmarkerError) in
      try context.landmarks(in: image, crop: crop)
    }
    if let face = followed, !face.isFace { followed = nil }

    let second = Int(min(max(time, 0), 1e9))
    if followed == nil || second > lastSearchedSecond {
      lastSearchedSecond = second
      let boxes = scaled(candidates(), from: detectionSize, to: size)
      if let found = try search(image, size, boxes, against: followed?.box) {
        followed = found
        if !isContinuation(found.box, at: time) { track += 1 }
      }
    }
    guard let face = followed,
      let measurement = FaceMeasurement(face, imageSize: size, track: max(track, 0))
    else {
      crop = nil
      return FaceObservation(time: time, face: nil)
    }
    crop = face.nextCrop
    last = (time, face.box)
    return FaceObservation(time: time, face: measurement)
  }

  /// The most prominent candidate that is a face; beside a face that is followed, only one that
  /// takes over from it.
  private func search(
    _ image: ColorImage, _ size: Size, _ boxes: [Rectangle], against followed: Rectangle?
  ) throws(FaceLandmarkerError) -> FaceLandmarks? {
    let prominence = Prominence(imageSize: size)
    var ranked = boxes.map { (box: $0, value: prominence.value(of: $0)) }
    if let followed {
      let least = Self.takeover * prominence.value(of: followed)
      ranked.removeAll { $0.value < least || !$0.box.intersection(with: followed).isEmpty }
    }
    // Sorting is not stable in general: of equals, the first box is tried first.
    let order = ranked.indices.sorted {
      (ranked[$1].value, $0) < (ranked[$0].value, $1)
    }
    for index in order.prefix(Self.triedCandidates) {
      if let face = try context.landmarks(in: image, face: ranked[index].box) { return face }
    }
    return nil
  }

  /// Whether a face that was found is the one that was lost a moment ago.
  private func isContinuation(_ box: Rectangle, at time: Double) -> Bool {
    guard let last else { return false }
    return Self.isContinuation(box, at: time, of: last.box, at: last.time)
  }

  private static func isContinuation(
    _ box: Rectangle, at time: Double, of last: Rectangle, at lastTime: Double
  ) -> Bool {
    guard time - lastTime <= Self.rememberedSeconds else { return false }
    let side = Double(max(last.width, last.height, 1))
    let ratio = Double(max(box.width, box.height)) / side
    let dx = Double(2 * box.x + box.width - 2 * last.x - last.width) / 2
    let dy = Double(2 * box.y + box.height - 2 * last.y - last.height) / 2
    return Self.similarSides.contains(ratio) && (dx * dx + dy * dy).squareRoot() < side
  }

  /// What trackers observed in the parts of one video, in their order, as if by one: the first face
  /// of a part belongs to the last track of those before if it is found where that was lost.
  public static func joined(_ parts: [[FaceObservation]]) -> [FaceObservation] {
    var all: [FaceObservation] = []
    var last: (time: Double, face: FaceMeasurement)?
    for part in parts {
      var offset = 0
      let first = part.lazy.compactMap { seen in seen.face.map { (seen.time, $0) } }.first
      if let last, let first {
        let continues = isContinuation(
          first.1.box, at: first.0, of: last.face.box, at: last.time)
        offset = last.face.track + (continues ? 0 : 1)
      }
      for observation in part {
        guard var face = observation.face else {
          all.append(observation)
          continue
        }
        face.track += offset
        last = (observation.time, face)
        all.append(FaceObservation(time: observation.time, face: face))
      }
    }
    return all
  }

  private func scaled(_ boxes: [Rectangle], from source: Size, to size: Size) -> [Rectangle] {
    guard source != size, source.width > 0 else { return boxes }
    let factor = Double(size.width) / Double(source.width)
    func scaled(_ value: Int) -> Int { Int((Double(value) * factor).rounded()) }
    return boxes.map {
      Rectangle(
        x: scaled($0.x), y: scaled($0.y), width: scaled($0.width), height: scaled($0.height))
    }
  }
}

@available(*, unavailable)
extension FaceTracker: Sendable {}
