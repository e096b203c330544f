import Isolation
import Logging
import Workers

/// What becomes of workers, for the log.
struct WorkerLog: Sendable {
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  func note(_ event: WorkerEvent) {
    switch event {
    case .ready(let process, let measures, let warnings):
      var metadata: Logger.Metadata = ["worker": "\(process)"]
      metadata["systemCallFilter"] = "\(measures.contains(.systemCallFilter))"
      metadata["landlock"] = "\(measures.contains(.landlock))"
      logger.info("worker ready", metadata: metadata)
      if !measures.contains(.systemCallFilter) {
        logger.warning("workers have no filter of system calls, which this kernel does not have")
      }
      for warning in warnings { logger.warning("\(warning)") }
    case .ended(let process, let reason, let words):
      let isExpected = [.renewed, .reloaded, .cancelled].contains(reason)
      logger.log(
        level: isExpected ? .info : .warning, "worker ended",
        metadata: ["worker": "\(process)", "reason": "\(reason.rawValue)", "words": "\(words)"])
    case .failed(let error):
      logger.error("worker not started", metadata: ["reason": "\(error)"])
    }
  }
}
