import AnalysisResult
import Glibc
import Synchronization
import Threads

/// Analyses the segments of one video, several at a time, each on a lane of threads.
final class SegmentLanes: Sendable {
  /// What is told of the segment of this number.
  enum Event: Sendable {
    /// This share of the video is done of it.
    case advanced(segment: Int, share: Double)
    case ended(segment: Int, Result<SegmentAnalysis, AnalysisError>)
  }

  /// As many as there are processors, up to what is worth its memory.
  static let mostAtOnce = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  private static let capacity = 16

  private let events = BoundedQueue<Event>(capacity: capacity)
  private let isStopped = Atomic(false)
  private let next = Atomic(0)
  private let lanes = Mutex<[WorkThread]>([])

  /// Starts to work.
  ///
  /// - Parameters:
  ///   - count: how many segments there are.
  ///   - analyze: analyses the segment of a number; called on the lanes' threads, with what tells it
  ///     to stop and what is to be told its share of the video that is done.
  init(
    count: Int, atOnce: Int,
    _ analyze:
      @escaping @Sendable (
        _ segment: Int, _ isStopped: @escaping @Sendable () -> Bool, _ advanced: (Double) -> Void
      ) throws(AnalysisError) -> SegmentAnalysis
  ) {
    for _ in 0..<min(count, max(1, min(atOnce, Self.mostAtOnce))) {
      let lane = try? WorkThread { [self] in
        while !isStopped.load(ordering: .relaxed) {
          let segment = next.add(1, ordering: .relaxed).oldValue
          guard segment < count else { return }
          let result: Result<SegmentAnalysis, AnalysisError>
          do throws(AnalysisError) {
            result = .success(
              try analyze(segment, { self.isStopped.load(ordering: .relaxed) }) {
                events.put(.advanced(segment: segment, share: $0))
              })
          } catch {
            result = .failure(error)
          }
          events.put(.ended(segment: segment, result))
        }
      }
      guard let lane else { break }
      lanes.withLock { $0.append(lane) }
    }
    // One is enough, if slower.
    if lanes.withLock({ $0.isEmpty }) {
      events.put(.ended(segment: 0, .failure(.media(.outOfMemory))))
    }
  }

  /// Waits for the next event; nil after `abandon`.
  func nextEvent() -> Event? { events.take() }

  /// Stops and waits until the lanes have let go of the video.
  func abandon() {
    isStopped.store(true, ordering: .relaxed)
    events.abandon()
    let lanes = lanes.withLock { $0 }
    for lane in lanes { lane.join() }
  }
}
