import Testing

@testable import HTTPServer

@Suite("Pace and places")
struct ServerStateTests {
  @Test("A pause of the idle timeout ends a body, shorter ones with bytes between do not")
  func idleTimeout() {
    var pace = BodyPace(
      idleTimeout: .seconds(10), minimumBytesPerSecond: 0, window: .seconds(1000))
    #expect(pace.patience == .seconds(10))
    let first = pace.waited(.seconds(9))
    #expect(first && pace.patience == .seconds(1))
    pace.received(1)
    let second = pace.waited(.seconds(9))
    let third = pace.waited(.seconds(1))
    #expect(second && !third)
  }

  @Test("A trickle ends at the first window, whatever came before it")
  func minimumRate() {
    var pace = BodyPace(
      idleTimeout: .seconds(10), minimumBytesPerSecond: 1000, window: .seconds(10))
    pace.received(10_000_000)
    var waitedSeconds = 0
    while waitedSeconds < 100, pace.waited(.seconds(1)) {
      waitedSeconds += 1
      pace.received(1)
    }
    #expect(waitedSeconds == 19)
  }

  @Test("A client at the minimum rate is never ended")
  func sufficientRate() {
    var pace = BodyPace(
      idleTimeout: .seconds(10), minimumBytesPerSecond: 1000, window: .seconds(10))
    for _ in 0..<1000 {
      pace.received(1000)
      let isInTime = pace.waited(.seconds(1))
      #expect(isInTime)
    }
  }

  private static func network(_ number: UInt64) -> ClientNetwork {
    ClientNetwork(family: 2, prefix: number)
  }

  @Test("The connection that has waited longest makes room, one at work never does")
  func eviction() {
    let start = ContinuousClock.now
    var table = ConnectionTable(maximumCount: 3, maximumPerNetwork: 3)
    for key in UInt64(1)...3 {
      let admission = table.admit(
        key, from: Self.network(1), now: start + .milliseconds(Int(key)))
      #expect(admission == .admitted)
    }
    table.setPhase(.working, of: 1)
    let early = table.admit(4, from: Self.network(2), now: start + .milliseconds(50))
    #expect(early == .full)
    let late = start + .seconds(1)
    let first = table.admit(5, from: Self.network(2), now: late)
    let second = table.admit(6, from: Self.network(2), now: late)
    let third = table.admit(7, from: Self.network(2), now: late)
    #expect(first == .admittedInstead(of: 2) && second == .admittedInstead(of: 3))
    #expect(third == .full)
    #expect(table.count == 3)
  }

  @Test("One network cannot take all places, and its own connections make room for it")
  func networkLimit() {
    let start = ContinuousClock.now
    var table = ConnectionTable(maximumCount: 4, maximumPerNetwork: 2)
    _ = table.admit(1, from: Self.network(1), now: start)
    _ = table.admit(2, from: Self.network(1), now: start + .milliseconds(1))
    let early = table.admit(3, from: Self.network(1), now: start)
    #expect(early == .fullForNetwork)
    let other = table.admit(3, from: Self.network(2), now: start)
    #expect(other == .admitted)
    let late = table.admit(4, from: Self.network(1), now: start + .seconds(1))
    #expect(late == .admittedInstead(of: 1))
    table.remove(2)
    let freed = table.admit(5, from: Self.network(1), now: start + .seconds(1))
    #expect(freed == .admitted)
  }

  @Test("With all places taken, room is made by the network that has most of those that wait")
  func fairness() {
    let start = ContinuousClock.now
    var table = ConnectionTable(maximumCount: 4, maximumPerNetwork: 3)
    _ = table.admit(1, from: Self.network(1), now: start)
    for key in UInt64(2)...4 {
      _ = table.admit(key, from: Self.network(2), now: start + .milliseconds(Int(key)))
    }
    let admission = table.admit(5, from: Self.network(3), now: start + .seconds(1))
    #expect(admission == .admittedInstead(of: 2))
  }
}
