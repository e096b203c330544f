import Imaging

extension CascadeDetector {
  /// The memory of one thread that detects: buffers, and tables for the last sizes of images.
  ///
  /// The next image of such a size needs no new memory but for the result.
  public final class Workspace {
    /// What the tables are made for.
    struct Key: Equatable {
      let cascade: ObjectIdentifier
      let parameters: DetectionParameters
      let image: Size

      var pixels: Int { image.width * image.height }
    }

    /// How many searches are kept, if their images have not more pixels together than this.
    static let keptScans = 4
    static let keptPixels = 1 << 22

    /// Searches, each of which keeps the cascade of its key alive; the last that was used is the
    /// first.
    private var scans: [(key: Key, scan: FastScan)] = []
    var candidates: [Rectangle] = []
    var grouping = RectangleGrouping()
    var largestFirst = LargestFirstGrouping()

    /// The search for a key, made if it is not among the last ones.
    func scan(for key: Key, make: () -> FastScan) -> FastScan {
      if let first = scans.first, first.key == key { return first.scan }
      let index = scans.firstIndex { $0.key == key }
      let found = index.map { scans.remove(at: $0) }
      if found == nil {
        while !scans.isEmpty,
          scans.count >= Self.keptScans
            || scans.reduce(key.pixels, { $0 + $1.key.pixels }) > Self.keptPixels
        {
          scans.removeLast()
        }
      }
      let scan = found?.scan ?? make()
      scans.insert((key, scan), at: 0)
      return scan
    }
  }
}
