import AnalysisResult
import FaceLandmarks
import GazeScore
import MediaContract

/// What was observed in one segment of a video.
struct SegmentAnalysis: Sendable {
  var information: VideoInformation
  var statistics: DecodingStatistics
  var timing: StageTiming
  var observations: [FrameObservation]
  /// Tracks of faces are numbered from 0 in each segment.
  var gaze: [FaceObservation]

  /// What was observed in the segments of one video, in their order, as of one.
  ///
  /// - Parameter maximumSamples: what is beyond is dropped.
  /// - Throws: `MediaError.noDecodableFrame`.
  static func joined(
    _ segments: [SegmentAnalysis], maximumSamples: Int
  ) throws(MediaError) -> SegmentAnalysis? {
    guard var all = segments.first else { return nil }
    for next in segments.dropFirst() { all.append(next) }
    all.gaze = FaceTracker.joined(segments.map(\.gaze))
    if all.statistics.frames == 0 {
      throw .noDecodableFrame(damagedPackets: all.statistics.damagedPackets)
    }
    if all.observations.count > maximumSamples {
      // Each segment keeps to the bound by itself.
      all.observations.removeLast(all.observations.count - maximumSamples)
      all.gaze.removeLast(max(0, all.gaze.count - maximumSamples))
      all.statistics.stoppedAtLimit = true
    }
    all.statistics.samples = all.observations.count
    return all
  }

  private mutating func append(_ next: SegmentAnalysis) {
    for var observation in next.observations {
      observation.frame += statistics.frames
      observations.append(observation)
    }
    statistics.frames += next.statistics.frames
    statistics.damagedPackets += next.statistics.damagedPackets
    statistics.lastTime = max(statistics.lastTime, next.statistics.lastTime)
    statistics.isTruncated = statistics.isTruncated || next.statistics.isTruncated
    statistics.stoppedAtLimit = statistics.stoppedAtLimit || next.statistics.stoppedAtLimit
    timing += next.timing
  }
}
