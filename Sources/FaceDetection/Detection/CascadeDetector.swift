import Imaging

/// Finds faces with a cascade, rectangle for rectangle as OpenCV's `detectMultiScale` on one
/// thread.
///
/// The detector does not change and may be used by many threads, each with a workspace of its own.
public struct CascadeDetector: Sendable {
  /// The cascade.
  public let classifier: CascadeClassifier
  /// How the search is done.
  public let parameters: DetectionParameters

  /// Makes a detector.
  ///
  /// - Throws: ``DetectionError`` if a parameter is out of its range.
  public init(
    classifier: CascadeClassifier, parameters: DetectionParameters = DetectionParameters()
  ) throws(DetectionError) {
    try parameters.validate()
    self.classifier = classifier
    self.parameters = parameters
  }

  /// Makes the memory that one thread needs to detect; it keeps tables for the last image size, so
  /// that the next image of the same size needs no new memory.
  public func makeWorkspace() -> Workspace { Workspace() }

  /// The faces in an image in OpenCV's order; rectangles are clipped to the image.
  ///
  /// None if the image is smaller than the window.
  public func detect(in image: GrayImage, using workspace: Workspace) -> [Rectangle] {
    detectFaces(in: image, using: workspace).map(\.rectangle)
  }

  /// The faces in an image as ``detect(in:using:)`` gives them, each with the number of its
  /// candidates.
  public func detectFaces(in image: GrayImage, using workspace: Workspace) -> [DetectedFace] {
    let candidates = candidates(in: image, using: workspace)
    let faces = workspace.grouping.group(
      candidates, minimumNeighbors: parameters.minimumNeighbors)
    return faces.compactMap { face in
      let clipped = face.rectangle.intersection(with: image.bounds)
      return clipped.isEmpty
        ? nil : DetectedFace(rectangle: clipped, neighbors: face.neighbors)
    }
  }

  /// The windows that pass all stages, before grouping and clipping; by scale, row and column.
  public func candidates(in image: GrayImage, using workspace: Workspace) -> [Rectangle] {
    PlainScan.candidates(in: image, classifier: classifier, levels: levels(for: image))
  }

  /// The scales at which an image is searched.
  package func levels(for image: GrayImage) -> [ScanLevel] {
    ScanLevel.levels(
      image: Size(width: image.width, height: image.height),
      window: Size(width: classifier.windowWidth, height: classifier.windowHeight),
      parameters: parameters)
  }

  /// The memory of one thread that detects.
  public final class Workspace {
    var grouping = RectangleGrouping()
  }
}
