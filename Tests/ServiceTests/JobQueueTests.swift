import Dispatch
import Synchronization
import Testing

@testable import Service

@Suite("The queue of jobs")
struct JobQueueTests {
  /// What happened, in its order.
  private final class Record: Sendable {
    private let lines = Mutex<[String]>([])
    func note(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  private func job(
    _ name: String, _ queue: JobQueue, _ record: Record, _ run: @escaping @Sendable () -> Void
  ) -> JobQueue.Job {
    JobQueue.Job(
      ticket: queue.makeTicket(), isWaiting: { record.note("\(name) \($0)") },
      run: {
        record.note("\(name) runs")
        run()
        return { record.note("\(name) told") }
      }, wasWithdrawn: { record.note("\(name) withdrawn") })
  }

  @Test("Jobs run in their order, are told their place, and are refused when there is none")
  func order() {
    let queue = JobQueue(maximumRunning: 1, maximumWaiting: 2, stackBytes: 1 << 20)
    let record = Record()
    let gate = DispatchSemaphore(value: 0)
    let hasBegun = DispatchSemaphore(value: 0)
    let hasEnded = DispatchSemaphore(value: 0)
    let isTaken = queue.submit(
      job("a", queue, record) {
        hasBegun.signal()
        gate.wait()
      })
    hasBegun.wait()
    let second = job("b", queue, record) { hasEnded.signal() }
    let third = job("c", queue, record) { hasEnded.signal() }
    #expect(isTaken && queue.submit(second) && !queue.isFull)
    #expect(queue.submit(third) && queue.isFull)
    #expect(!queue.submit(job("d", queue, record) {}))
    #expect(queue.occupancy == .init(receiving: 0, waiting: 2, running: 1))
    queue.withdraw(second.ticket)
    queue.withdraw(second.ticket)
    gate.signal()
    hasEnded.wait()
    #expect(
      Array(record.all.prefix(8)) == [
        "a runs", "b 1", "b 1", "c 2", "b withdrawn", "c 1", "a told", "c runs",
      ])
    while queue.occupancy.running > 0 {}
    #expect(queue.submit(job("e", queue, record) { hasEnded.signal() }))
    hasEnded.wait()
  }

  @Test("Uploads are counted while they are received")
  func receiving() {
    let queue = JobQueue(maximumRunning: 1, maximumWaiting: 0)
    var uploads = [queue.receiving(), queue.receiving()]
    #expect(queue.occupancy.receiving == 2)
    uploads.removeLast()
    #expect(queue.occupancy.receiving == 1)
    uploads = []
    #expect(queue.occupancy.receiving == 0 && uploads.isEmpty)
  }
}
