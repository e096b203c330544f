import GazeScore
import Testing

@Suite("Eye contact of synthetic tracks")
struct EyeContactTests {
  private static let interval = 1.0 / 6

  /// Observations six times a second; nil where no face is seen.
  private func track(
    seconds: Double, _ face: (Double) -> FaceMeasurement?
  ) -> [FaceObservation] {
    (0..<Int((seconds / Self.interval).rounded())).map { index in
      let time = Double(index) * Self.interval
      return FaceObservation(time: time, face: face(time))
    }
  }

  private func face(
    x: Double = 0, y: Double = 0, yaw: Double = 0, openness: Double = 0.3, distance: Double = 60,
    track: Int = 0, prominence: Double = 0.1
  ) -> FaceMeasurement {
    FaceMeasurement(
      track: track, prominence: prominence, yaw: yaw, pitch: 0, roll: 0, gazeX: x, gazeY: y,
      openness: openness, eyeDistance: distance)
  }

  @Test("A steady look at the camera is near 100, without events or blinks")
  func steady() throws {
    let contact = try EyeContact(track(seconds: 10) { _ in face() })
    #expect(contact.score > 99.9)
    #expect(contact.away.isEmpty)
    #expect(contact.blinksPerMinute == 0)
    #expect(contact.coverage == 1)
    #expect(contact.yawDeviation == 0)
    #expect(contact.contact.count == 60)
  }

  @Test("A head that turns away for four of ten seconds costs these, with the event's times")
  func headTurn() throws {
    let contact = try EyeContact(
      track(seconds: 10) { time in
        time >= 3 && time < 7 ? face(x: 30, yaw: 35) : face()
      })
    #expect(abs(contact.score - 60) < 1)
    let event = try #require(contact.away.first)
    #expect(contact.away.count == 1)
    #expect(abs(event.start - 3) < Self.interval + 1e-9)
    #expect(abs(event.end - 7) < Self.interval + 1e-9)
    // To the right of the picture is to the speaker's left.
    #expect(event.direction == .left)
    #expect(contact.yawDeviation > 10)
  }

  @Test(
    "Directions are the speaker's own",
    arguments: [
      (20.0, 0.0, AwayDirection.left), (-20, 0, .right), (0, 20, .up), (0, -30, .down),
      (15, 15, .upLeft), (-15, 15, .upRight), (15, -15, .downLeft), (-15, -15, .downRight),
    ])
  func directions(x: Double, y: Double, expected: AwayDirection) throws {
    let contact = try EyeContact(
      track(seconds: 12) { $0 >= 8 && $0 < 10 ? face(x: x, y: y) : face() })
    #expect(contact.away.map(\.direction) == [expected])
  }

  @Test("Looks away shorter than a second are no events")
  func glance() throws {
    let contact = try EyeContact(
      track(seconds: 10) { $0 >= 3 && $0 < 3.7 ? face(x: 25) : face() })
    #expect(contact.away.isEmpty)
    #expect(contact.score < 96)
  }

  @Test("Blinks keep the contact beside them and are counted; closed eyes lose it")
  func closedEyes() throws {
    let blinks = try EyeContact(
      track(seconds: 10) { time in
        face(openness: Int((time / Self.interval).rounded()) % 12 == 6 ? 0.05 : 0.3)
      })
    #expect(blinks.score > 99.9)
    #expect(abs(blinks.blinksPerMinute - 30) < 1)

    let asleep = try EyeContact(
      track(seconds: 10) { face(openness: $0 >= 4 && $0 < 7 ? 0.05 : 0.3) })
    #expect(abs(asleep.score - 70) < 2)
    #expect(asleep.away.map(\.direction) == [.eyesClosed])
  }

  @Test("A face that is gone for a moment is a gap, for longer it is away")
  func gaps() throws {
    let moment = try EyeContact(
      track(seconds: 10) { $0 >= 4 && $0 < 4.4 ? nil : face() })
    #expect(moment.score > 99.9)
    let longer = try EyeContact(track(seconds: 10) { $0 >= 4 && $0 < 7 ? nil : face() })
    #expect(abs(longer.score - 70) < 2)
    #expect(longer.away.map(\.direction) == [.notVisible])
    #expect(abs(longer.coverage - 0.7) < 0.02)
  }

  @Test("A habit of looking just beside the lens is mostly forgiven, one far from it is not")
  func bias() throws {
    let near = try EyeContact(track(seconds: 10) { _ in face(x: 3, y: -4.5) })
    #expect(near.score > 99)
    #expect(abs(near.bias.x - 2.1) < 1e-9)
    #expect(abs(near.bias.y + 3.15) < 1e-9)
    let far = try EyeContact(track(seconds: 10) { _ in face(x: 14) })
    #expect(far.bias == .zero)
    #expect(far.score < 3)
    #expect(far.away.count == 1)
  }

  @Test("One sample in error does not count: the median of three is taken")
  func outlier() throws {
    let contact = try EyeContact(
      track(seconds: 10) { abs($0 - 5) < 0.01 ? face(x: 40) : face() })
    #expect(contact.score > 99.9)
  }

  @Test("Too little evidence gives the reason and no number")
  func unavailable() {
    #expect(throws: EyeContactUnavailable.littleCoverage(share: 0)) {
      try EyeContact(track(seconds: 10) { _ in nil })
    }
    #expect(throws: EyeContactUnavailable.littleCoverage(share: 0)) { try EyeContact([]) }
    #expect(throws: EyeContactUnavailable.smallFace(eyeDistance: 12)) {
      try EyeContact(track(seconds: 10) { _ in face(distance: 12) })
    }
    do {
      _ = try EyeContact(track(seconds: 10) { $0 < 2.5 ? face() : nil })
      Issue.record("a quarter of the video is too little")
    } catch {
      guard case .littleCoverage(let share) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(abs(share - 0.25) < 0.02)
      #expect(error.description.contains("needs 30 %"))
    }
    do {
      _ = try EyeContact(track(seconds: 1.5) { _ in face() })
      Issue.record("1.5 s is too short")
    } catch {
      guard case .short(let seconds) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(abs(seconds - 1.5) < 0.01)
    }
  }

  @Test("A small face in the background does not mix in while the speaker is gone")
  func background() throws {
    let contact = try EyeContact(
      track(seconds: 10) { time in
        time >= 4 && time < 7
          ? face(distance: 20, track: 1, prominence: 0.01) : face(track: time < 4 ? 0 : 2)
      })
    #expect(abs(contact.coverage - 0.7) < 0.02)
    #expect(contact.away.map(\.direction) == [.notVisible])
  }

  @Test("A face that is as large as the speaker's is the speaker come back")
  func comesBack() throws {
    let contact = try EyeContact(
      track(seconds: 10) { face(distance: $0 < 6 ? 60 : 50, track: $0 < 6 ? 0 : 1) })
    #expect(contact.coverage == 1)
  }

  @Test("Each sample counts as long as it stands for, at any frame rate")
  func variableRate() throws {
    // Three seconds at the camera in steps of 0.1 s, then three away in steps of 0.5 s.
    var observations: [FaceObservation] = []
    for index in 0..<30 { observations.append(.init(time: Double(index) / 10, face: face())) }
    for index in 0..<7 {
      observations.append(.init(time: 3 + Double(index) / 2, face: face(x: 30)))
    }
    let contact = try EyeContact(observations)
    #expect(abs(contact.score - 50) < 7)
  }
}
