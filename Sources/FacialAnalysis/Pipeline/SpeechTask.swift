import Dispatch
import Media
import Synchronization

/// Measures the sound of a video on a thread of its own, beside the pictures.
final class SpeechTask: Sendable {
  private let outcome = Mutex<SpeechAnalysis?>(nil)
  private let isAbandoned = Atomic(false)
  private let finished = DispatchGroup()

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
    DispatchQueue(label: "mien.speech").async(group: finished) {
      let analysis: SpeechAnalysis
      do throws(MediaError) {
        analysis = try SpeechAnalysis(detection: detection) { () throws(MediaError) in
          try open { self.isAbandoned.load(ordering: .relaxed) }
        }
      } catch {
        analysis = SpeechAnalysis(outcome: .absent(reason: Self.reason(error)))
      }
      self.outcome.withLock { $0 = analysis }
    }
  }

  /// Waits for the end.
  func result() -> SpeechAnalysis {
    finished.wait()
    return outcome.withLock { $0 }
      ?? SpeechAnalysis(outcome: .absent(reason: "Not measured: the work was stopped."))
  }

  /// Stops and waits until the thread has let go of the file.
  func abandon() {
    isAbandoned.store(true, ordering: .relaxed)
    finished.wait()
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
