import Imaging

extension CascadeDetector {
  /// The largest face in an image: the same rectangle as `detect(in:using:).largest`, usually found
  /// much faster.
  ///
  /// Windows are searched from the largest down, until smaller ones cannot change the result
  /// (<doc:LargestFirst>). If there is no face, or candidates are not grouped, all are searched.
  public func detectLargest(in image: GrayImage, using workspace: Workspace) -> Rectangle? {
    guard parameters.minimumNeighbors > 0,
      max(image.width, image.height) <= LargestFirstGrouping.largestSide
    else { return detect(in: image, using: workspace).largest }

    let scan = fastScan(of: image, using: workspace)
    let levels = scan?.levels ?? levels(for: image)
    workspace.largestFirst.start(
      windows: levels.lazy.map(\.window), bounds: image.bounds,
      minimumNeighbors: parameters.minimumNeighbors)
    for i in levels.indices.reversed() {
      workspace.candidates.removeAll(keepingCapacity: true)
      if let scan {
        scan.run(image, level: i, into: &workspace.candidates)
      } else {
        workspace.candidates = PlainScan.candidates(
          in: image, classifier: classifier, levels: [levels[i]])
      }
      workspace.largestFirst.addLevel(workspace.candidates)
      if case .settled(let face) = workspace.largestFirst.decide() { return face }
    }
    return nil
  }
}
