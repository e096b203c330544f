import Synchronization
import Testing
import Threads

@testable import FacialAnalysis

@Suite("A bounded queue between two threads")
struct BoundedQueueTests {
  @Test("Hands over every element in its order", arguments: [1, 2, 7])
  func keepsOrder(capacity: Int) throws {
    let queue = BoundedQueue<Int>(capacity: capacity)
    let giver = try WorkThread { for number in 0..<1000 { queue.put(number) } }
    for number in 0..<1000 { #expect(queue.take() == number) }
    giver.join()
  }

  @Test("Holds no more than its capacity")
  func isBounded() throws {
    let queue = BoundedQueue<Int>(capacity: 3)
    let given = Atomic(0)
    let giver = try WorkThread {
      for number in 0..<100 {
        queue.put(number)
        given.add(1, ordering: .sequentiallyConsistent)
      }
    }
    for taken in 1...100 {
      _ = queue.take()
      #expect(given.load(ordering: .sequentiallyConsistent) <= taken + 3)
    }
    giver.join()
  }

  @Test("Lets nobody wait once it is abandoned")
  func abandons() throws {
    let full = BoundedQueue<Int>(capacity: 1)
    let giver = try WorkThread { for number in 0..<10 { full.put(number) } }
    let empty = BoundedQueue<Int>(capacity: 1)
    let taken = Mutex<Int?>(1)
    let taker = try WorkThread {
      let element = empty.take()
      taken.withLock { $0 = element }
    }
    full.abandon()
    empty.abandon()
    giver.join()
    taker.join()
    #expect(taken.withLock { $0 } == nil)
    #expect(empty.take() == nil)
    #expect(full.isAbandoned && empty.isAbandoned)
  }
}
