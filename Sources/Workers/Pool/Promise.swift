import Dispatch
import Synchronization

/// A result that one thread waits for and another gives.
final class Promise<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, WorkerError>?>(nil)
  private let isKept = DispatchSemaphore(value: 0)

  /// Gives the result; only the first counts.
  func keep(_ given: Result<Value, WorkerError>) {
    let isFirst = result.withLock { result in
      guard result == nil else { return false }
      result = given
      return true
    }
    if isFirst { isKept.signal() }
  }

  /// Waits for the result.
  func value() throws(WorkerError) -> Value {
    isKept.wait()
    return try (result.withLock { $0 } ?? .failure(.stopped)).get()
  }
}

/// Somebody who waits for a worker.
final class Waiter: Sendable {
  private let given = Mutex<Worker?>(nil)
  private let isGiven = DispatchSemaphore(value: 0)

  func give(_ worker: Worker) {
    given.withLock { $0 = worker }
    isGiven.signal()
  }

  /// What was given, without waiting.
  var worker: Worker? { given.withLock { $0 } }

  /// The worker, or nil when there was none for so long.
  func wait(milliseconds: Int) -> Worker? {
    isGiven.wait(timeout: .now() + .milliseconds(milliseconds)) == .success ? worker : nil
  }
}
