import FacialAnalysis

/// The whole analysis of a video, several times.
struct WholeMeasurement: Encodable {
  /// Wall time of an analysis in seconds: the middle one, and the one that nineteen of twenty stay
  /// below.
  let median: Double
  let percentile95: Double
  /// Processor time of all threads in seconds, the middle one.
  let processor: Double
  /// Length of the video in seconds, and its frames.
  let duration: Double
  let frames: Int
  /// Frames of the video for each second of wall time.
  let framesPerSecond: Double
  /// The most memory that was resident while the analyses ran, in bytes.
  let peakResident: Int

  init(video: String, analyzer: Analyzer, runs: Int) throws(AnalysisError) {
    var (walls, processors): ([Double], [Double]) = ([], [])
    var (duration, frames) = (0.0, 0)
    for _ in 0..<runs {
      let (wall, processor) = (Stopwatch.wall, Stopwatch.processor)
      let analysis = try analyzer.analyze(path: video)
      walls.append(Stopwatch.wall - wall)
      processors.append(Stopwatch.processor - processor)
      (duration, frames) = (analysis.statistics.lastTime, analysis.statistics.frames)
    }
    walls.sort()
    median = Measurement.quantile(0.5, of: walls)
    percentile95 = Measurement.quantile(0.95, of: walls)
    processor = Measurement.quantile(0.5, of: processors.sorted())
    self.duration = duration
    self.frames = frames
    framesPerSecond = median > 0 ? Double(frames) / median : 0
    peakResident = Stopwatch.peakResident
  }
}
