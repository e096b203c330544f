import AnalysisResult
import Glibc
import Isolation

/// One video, given to one worker: the talk with it until it has answered or is not worth more.
struct Exchange {
  /// How the talk ended.
  enum End {
    /// The worker has answered and waits for another video.
    case evidence(VideoEvidence)
    case failure(AnalysisError)
    /// It was told to stop, and did.
    case stopped(Reason)
    /// It was told to stop, and did not.
    case stuck(Reason)
    /// It is gone; `hadVideo` is false when it was so before it got the video.
    case gone(hadVideo: Bool)
    /// It said what it may not.
    case violation(String)
  }

  /// Why a worker is told to stop.
  enum Reason {
    case deadline, cancelled
  }

  let worker: Worker
  let options: AnalysisOptions
  let deadline: ContinuousClock.Instant?
  /// The time in which it is to stop.
  let cancellationTime: Duration

  /// How often somebody is asked whether to go on, at least.
  private static let attention: Int32 = 50

  func run(descriptor: Int32, watch: (EngineProgress) -> Bool) -> End {
    guard let request = try? Payload.encode(options) else {
      return .failure(.internal("the options of an analysis cannot be written"))
    }
    guard worker.send(Message(.request, request), with: descriptor) else {
      return .gone(hadVideo: false)
    }
    do throws(WireError) { return try listen(watch) } catch {
      return .violation(error.description)
    }
  }

  private func listen(_ watch: (EngineProgress) -> Bool) throws(WireError) -> End {
    var parser = MessageParser(limits: PayloadLimits.analysing(options))
    var progress = EngineProgress.none
    var stop: (reason: Reason, last: ContinuousClock.Instant)?
    while true {
      let now = ContinuousClock.now
      if let stop {
        if now >= stop.last { return .stuck(stop.reason) }
      } else if let reason = reasonToStop(now, progress, watch) {
        worker.send(Message(.cancel))
        stop = (reason, now + cancellationTime)
      }
      guard worker.socket.wait(milliseconds: Self.attention) else { continue }
      guard let bytes = worker.socket.read() else { return .gone(hadVideo: true) }
      parser.append(bytes)
      while let message = try parser.next() {
        if message.kind == .progress {
          progress = try EngineProgress(message.payload)
          continue
        }
        guard parser.isEmpty else {
          throw WireError(found: "words after the answer", expected: "silence")
        }
        if let stop { return .stopped(stop.reason) }
        return try end(message)
      }
    }
  }

  private func reasonToStop(
    _ now: ContinuousClock.Instant, _ progress: EngineProgress, _ watch: (EngineProgress) -> Bool
  ) -> Reason? {
    if let deadline, now >= deadline { return .deadline }
    return watch(progress) ? nil : .cancelled
  }

  private func end(_ message: Message) throws(WireError) -> End {
    if message.kind == .failure {
      let error = try Payload.decode(AnalysisError.self, from: message)
      try Self.believe { () throws(EvidenceError) in try error.check() }
      return .failure(error)
    }
    let evidence = try Payload.decode(VideoEvidence.self, from: message)
    try Self.believe { () throws(EvidenceError) in try evidence.check(limits: options.limits) }
    return .evidence(evidence)
  }

  private static func believe(
    _ check: () throws(EvidenceError) -> Void
  ) throws(WireError) {
    do throws(EvidenceError) { try check() } catch {
      throw WireError(found: error.description, expected: "what a video can have")
    }
  }
}
