import MediaContract
import TestSupport
import Testing

@testable import Media

@Suite("Which frames are sampled")
struct SampleClockTests {
  private func taken(
    _ rule: SamplingRule, times: [Double], maximum: Int = 1000, duration: Double? = nil,
    frames: Int? = nil
  ) -> [Int] {
    var clock = SampleClock(
      rule: rule, maximumSamples: maximum, expectedDuration: duration, expectedFrames: frames)
    return times.indices.filter { clock.takes(frame: $0, at: times[$0]) }
  }

  @Test("A rate takes the first frame at or after each multiple")
  func rate() {
    let times = (0..<30).map { Double($0) / 30 }
    #expect(taken(.perSecond(6), times: times) == [0, 5, 10, 15, 20, 25])
    #expect(taken(.perSecond(30), times: times) == Array(0..<30))
  }

  @Test("A rate above the video's takes every frame")
  func highRate() {
    let times = (0..<10).map { Double($0) / 10 }
    #expect(taken(.perSecond(60), times: times) == Array(0..<10))
  }

  @Test("A gap costs samples and is not made up for")
  func gap() {
    #expect(taken(.perSecond(1), times: [0, 0.5, 5.2, 5.4, 6.0]) == [0, 2, 4])
  }

  @Test("Every Nth frame counts frames and not time")
  func everyNth() {
    #expect(taken(.everyNthFrame(3), times: [0, 9, 9.1, 9.2, 50, 51, 52]) == [0, 3, 6])
  }

  @Test("A limit widens the distance so that the samples reach the end")
  func spread() {
    let times = (0..<1000).map { Double($0) / 10 }
    let byTime = taken(.perSecond(6), times: times, maximum: 10, duration: 100)
    #expect(byTime == (0..<10).map { $0 * 100 })
    let byFrame = taken(.everyNthFrame(3), times: times, maximum: 10, frames: 1000)
    #expect(byFrame.count <= 10)
    #expect((byFrame.last ?? 0) >= 890)
  }

  @Test("A length that was claimed too short does not lift the limit")
  func lie() {
    let times = (0..<1000).map { Double($0) / 10 }
    #expect(taken(.perSecond(10), times: times, maximum: 25, duration: 1).count == 25)
  }

  @Test("A forecast excludes only frames that the clock does not take")
  func forecast() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<300 {
      let rate = Double.random(in: 1...40, using: &generator)
      let frameRate = Double.random(in: 5...60, using: &generator)
      let times = (0..<120).map { Double($0) / frameRate }
      let rule = SamplingRule.perSecond(rate)
      let taken = Set(taken(rule, times: times))
      let clock = SampleClock(
        rule: rule, maximumSamples: 1000, expectedDuration: nil, expectedFrames: nil)
      // Decoding order: within groups of a few, any order.
      let order = stride(from: 0, to: 120, by: 4).flatMap {
        Array($0..<($0 + 4)).shuffled(using: &generator)
      }
      var forecast = SampleForecast()
      for index in order {
        let cell = clock.cell(at: times[index]) ?? 0
        if forecast.excludes(time: times[index], cell: cell) { #expect(!taken.contains(index)) }
      }
      #expect(forecast.total == 120)
      #expect(forecast.number(ofFrameAt: times[57]) == 57)
    }
  }
}
