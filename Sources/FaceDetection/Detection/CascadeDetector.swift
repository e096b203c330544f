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
  /// The cascade for the fast search; nil if only the plain one can evaluate it.
  let compiled: CompiledCascade?

  /// Makes a detector.
  ///
  /// Cascades of stumps of upright Haar features are searched fast, all others plainly.
  ///
  /// - Throws: ``DetectionError`` if a parameter is out of its range.
  public init(
    classifier: CascadeClassifier, parameters: DetectionParameters = DetectionParameters()
  ) throws(DetectionError) {
    try parameters.validate()
    self.classifier = classifier
    self.parameters = parameters
    self.compiled = CompiledCascade(classifier)
  }

  /// Whether a cascade is searched several windows at once.
  package static func canSearchFast(_ classifier: CascadeClassifier) -> Bool {
    CompiledCascade(classifier) != nil
  }

  /// Makes the memory that one thread needs to detect.
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
    findCandidates(in: image, using: workspace)
    let faces = workspace.grouping.group(
      workspace.candidates, minimumNeighbors: parameters.minimumNeighbors)
    return faces.compactMap { face in
      let clipped = face.rectangle.intersection(with: image.bounds)
      return clipped.isEmpty
        ? nil : DetectedFace(rectangle: clipped, neighbors: face.neighbors)
    }
  }

  /// The windows that pass all stages, before grouping and clipping; by scale, row and column.
  public func candidates(in image: GrayImage, using workspace: Workspace) -> [Rectangle] {
    findCandidates(in: image, using: workspace)
    return workspace.candidates
  }

  private func findCandidates(in image: GrayImage, using workspace: Workspace) {
    workspace.candidates.removeAll(keepingCapacity: true)
    guard let scan = fastScan(of: image, using: workspace) else {
      workspace.candidates = PlainScan.candidates(
        in: image, classifier: classifier, levels: levels(for: image))
      return
    }
    scan.run(image, into: &workspace.candidates)
  }

  /// The fast search of images of a size; nil if only the plain one can be done.
  func fastScan(of image: GrayImage, using workspace: Workspace) -> FastScan? {
    guard let compiled, image.width <= ScanLayout.largestWidth else { return nil }
    let key = Workspace.Key(
      cascade: ObjectIdentifier(compiled), parameters: parameters,
      image: Size(width: image.width, height: image.height))
    return workspace.scan(for: key) {
      FastScan(compiled, image: key.image, levels: levels(for: image))
    }
  }

  /// The scales at which an image is searched.
  package func levels(for image: GrayImage) -> [ScanLevel] {
    ScanLevel.levels(
      image: Size(width: image.width, height: image.height),
      window: Size(width: classifier.windowWidth, height: classifier.windowHeight),
      parameters: parameters)
  }
}
