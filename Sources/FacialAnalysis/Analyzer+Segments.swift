import AnalysisResult
import GazeScore
import Media
import MediaContract

extension Analyzer {
  /// The segments in which a video is analysed; the same whatever the machine does.
  func cut(
    _ descriptor: Int32, _ options: AnalysisOptions,
    isCancelled: @escaping @Sendable () -> Bool
  ) throws(AnalysisError) -> [VideoSegment] {
    do throws(MediaError) {
      return try VideoSegment.segments(
        descriptor: descriptor, sampling: options.sampling, limits: options.limits,
        isCancelled: isCancelled)
    } catch {
      throw AnalysisError(error)
    }
  }

  /// Starts to measure the sound, where that is in the scope.
  func listen(
    to descriptor: Int32, _ options: AnalysisOptions,
    isCancelled: @escaping @Sendable () -> Bool
  ) -> SpeechTask {
    guard scope == .full else { return SpeechTask(absentFor: AnalysisScope.omission) }
    return SpeechTask(detection: voice) { isAbandoned throws(MediaError) in
      try AudioReader(
        descriptor: descriptor, limits: options.limits,
        isCancelled: { isAbandoned() || isCancelled() })
    }
  }

  /// Looks at the pictures of a video.
  ///
  /// - Parameter progress: told the share of the video that is done, 0…1.
  func analyze(
    _ segments: [VideoSegment], of descriptor: Int32, _ options: AnalysisOptions,
    progress: (Double) -> Void, isCancelled: @escaping @Sendable () -> Bool
  ) throws(AnalysisError) -> SegmentAnalysis {
    let lanes = SegmentLanes(count: segments.count, atOnce: options.segmentsAtOnce) {
      number, isStopped, advanced throws(AnalysisError) in
      try analyze(
        segments[number], of: descriptor, options, advanced: advanced,
        isCancelled: { isStopped() || isCancelled() })
    }
    // However this ends, nothing goes on behind the caller's back.
    defer { lanes.abandon() }
    var shares = [Double](repeating: 0, count: segments.count)
    var analyses = [SegmentAnalysis?](repeating: nil, count: segments.count)
    while analyses.contains(where: { $0 == nil }), let event = lanes.nextEvent() {
      switch event {
      case .advanced(let segment, let share):
        shares[segment] = share
        progress(min(1, shares.reduce(0, +)))
      case .ended(let segment, let result):
        analyses[segment] = try result.get()
      }
    }
    progress(1)
    do throws(MediaError) {
      let joined = try SegmentAnalysis.joined(
        analyses.compactMap { $0 }, maximumSamples: options.limits.maximumSamples)
      guard let joined else { throw .cancelled }
      return joined
    } catch {
      throw AnalysisError(error)
    }
  }

  /// Looks at the pictures of one segment, on the calling thread and two more.
  ///
  /// - Parameter advanced: told the share of the video that is done of it.
  private func analyze(
    _ segment: VideoSegment, of descriptor: Int32, _ options: AnalysisOptions,
    advanced: (Double) -> Void, isCancelled: @escaping @Sendable () -> Bool
  ) throws(AnalysisError) -> SegmentAnalysis {
    let samples = SampleStream { isAbandoned throws(MediaError) in
      try VideoReader(
        descriptor: descriptor, sampling: options.sampling, limits: options.limits,
        segment: segment, isCancelled: { isAbandoned() || isCancelled() })
    }
    let stream = FindingStream(samples, analyzer: self, after: segment.startTime)
    defer { stream.abandon() }
    var pipeline = Pipeline(analyzer: self)
    return try pipeline.run(stream) { information, time in
      guard let duration = information.claimedDuration, duration > 0 else { return }
      advanced((time - segment.startTime) / duration)
    }
  }

  /// What is made of where the eyes pointed.
  func analysis(of gaze: [FaceObservation]) -> GazeAnalysis {
    guard let problem = landmarks.problem else { return GazeAnalysis(gaze, problem: nil) }
    if eyes?.detector != nil { return GazeAnalysis(gaze, problem: nil, weakness: problem) }
    let problems = [problem, eyes?.problem].compactMap { $0 }
    return GazeAnalysis(gaze, problem: problems.joined(separator: "; "))
  }
}
