import AnalysisResult
import Media
import MediaContract
import Synchronization
import Threads

/// Measures the sound of a video on a thread of its own, beside the pictures.
final class SpeechTask: Sendable {
  private enum Outcome: Sendable {
    case analysis(SpeechAnalysis)
    case cancelled
  }

  private let outcome = Mutex(Outcome.cancelled)
  private let isAbandoned = Atomic(false)
  private let thread = Mutex<WorkThread?>(nil)

  /// Starts to listen.
  ///
  /// - Parameter open: opens the sound, nil where there is none; called on the other thread, with
  ///   what tells the reader to stop.
  init(
    detection: VoiceDetection,
    _ open:
      @escaping @Sendable (_ isAbandoned: @escaping @Sendable () -> Bool) throws(MediaError)
      -> AudioReader?
  ) {
    let started = try? WorkThread {
      let found: Outcome
      do throws(MediaError) {
        let analysis = try SpeechAnalysis(detection: detection) { () throws(MediaError) in
          try open { self.isAbandoned.load(ordering: .relaxed) }
        }
        found = .analysis(analysis)
      } catch {
        // The pictures are still worth an answer.
        found =
          error == .cancelled
          ? .cancelled : .analysis(SpeechAnalysis(outcome: .absent(reason: Self.reason(error))))
      }
      self.outcome.withLock { $0 = found }
    }
    if started == nil {
      let reason = "Not measured: no thread can be started."
      outcome.withLock { $0 = .analysis(SpeechAnalysis(outcome: .absent(reason: reason))) }
    }
    thread.withLock { $0 = started }
  }

  /// Does not listen.
  ///
  /// - Parameter reason: why, as a part of a sentence.
  init(absentFor reason: String) {
    outcome.withLock {
      $0 = .analysis(SpeechAnalysis(outcome: .absent(reason: "Not measured: \(reason).")))
    }
  }

  /// Waits for the end.
  ///
  /// - Throws: `AnalysisError.cancelled`.
  func result() throws(AnalysisError) -> SpeechAnalysis {
    thread.withLock { $0 }?.join()
    switch outcome.withLock({ $0 }) {
    case .analysis(let analysis): return analysis
    case .cancelled: throw .cancelled
    }
  }

  /// Stops and waits until the thread has let go of the file.
  func abandon() {
    isAbandoned.store(true, ordering: .relaxed)
    thread.withLock { $0 }?.join()
  }

  private static func reason(_ error: MediaError) -> String {
    switch error {
    case .unsupportedCodec(let name):
      return "Not measured: the audio codec \(name) is not supported."
    default:
      return "Not measured: the sound could not be read (\(error))"
    }
  }
}
