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

  @Test("The connection that has waited longest makes room, one at work never does")
  func eviction() {
    let start = ContinuousClock.now
    var state = ServerState()
    let first = state.add(descriptor: 11, now: start)
    _ = state.add(descriptor: 12, now: start + .milliseconds(1))
    _ = state.add(descriptor: 13, now: start + .milliseconds(2))
    let isWorking = state.setPhase(.working, of: first)
    #expect(isWorking)
    let early = state.evictOldestWaiting(now: start + .milliseconds(50))
    #expect(early == nil)
    let late = start + .seconds(1)
    let evicted = [
      state.evictOldestWaiting(now: late), state.evictOldestWaiting(now: late),
      state.evictOldestWaiting(now: late),
    ]
    #expect(evicted == [12, 13, nil])
    #expect(state.livingConnections == 1)
  }

  @Test("A connection that had to make room cannot take up a request")
  func evictedStaysEvicted() {
    let start = ContinuousClock.now
    var state = ServerState()
    let number = state.add(descriptor: 11, now: start)
    let evicted = state.evictOldestWaiting(now: start + .seconds(1))
    let works = state.setPhase(.working, of: number)
    #expect(evicted == 11 && !works)
  }
}
