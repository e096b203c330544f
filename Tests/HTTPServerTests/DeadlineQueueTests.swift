import TestSupport
import Testing

@testable import HTTPServer

@Suite("Deadlines")
struct DeadlineQueueTests {
  @Test("Whatever is set, moved and removed, deadlines come in their order")
  func order() {
    var generator = SeededGenerator(seed: 77)
    let start = ContinuousClock.now
    var queue = DeadlineQueue()
    var naive: [UInt64: ContinuousClock.Instant] = [:]
    for _ in 0..<20_000 {
      let key = UInt64.random(in: 0..<60, using: &generator)
      switch Int.random(in: 0..<10, using: &generator) {
      case 0:
        queue.set(key, nil)
        naive[key] = nil
      case 1:
        let now = start + .milliseconds(Int.random(in: 0..<500, using: &generator))
        while let expired = queue.popExpired(now) {
          let deadline = naive.removeValue(forKey: expired)
          #expect(deadline.map { $0 <= now } == true)
        }
        #expect(naive.values.allSatisfy { $0 > now })
      default:
        let deadline = start + .milliseconds(Int.random(in: 0..<1000, using: &generator))
        queue.set(key, deadline)
        naive[key] = deadline
      }
      #expect(queue.first == naive.values.min() && queue.count == naive.count)
    }
  }
}
