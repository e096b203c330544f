import GazeScore
import Imaging
import MediaContract
import SpeechScore

extension VideoEvidence {
  private static let shares = -1e-6...1.000_001
  private static let counts = 0...1_000_000_000_000
  private static let pixels = -1_000_000...1_000_000
  private static let degrees = -100_000.0...100_000
  /// Measures of sound in whatever unit.
  private static let figures = -1e9...1e9

  /// Makes sure that every value is one that an analysis within the limits can have.
  ///
  /// - Throws: `EvidenceError` that names the first one that is not.
  public func check(limits: MediaLimits) throws(EvidenceError) {
    try EvidenceCheck("observations")(observations.count, in: 1...max(1, limits.maximumSamples))
    for observation in observations { try Self.check(observation) }
    guard observations.contains(where: { $0.face != nil }) else {
      throw EvidenceError(field: "observations", found: "no face", expected: "at least one")
    }
    try checkInformation()
    try checkStatistics()
    try checkTiming()
    try checkGaze()
    try checkSpeech()
  }

  private static func check(_ observation: FrameObservation) throws(EvidenceError) {
    try EvidenceCheck("observation.frame")(observation.frame, in: counts)
    try EvidenceCheck("observation.time").time(observation.time)
    try EvidenceCheck("observation.facesSeen")(observation.facesSeen, in: 0...1_000_000)
    try EvidenceCheck("observation.emotions")(
      all: observation.emotions?.values ?? [], in: -0.001...1.001)
    if let face = observation.face { try check(face, "observation.face") }
    let isWhole =
      (observation.face == nil) == (observation.emotions == nil)
      && (observation.face == nil) == (observation.detector == nil)
    guard isWhole else {
      throw EvidenceError(
        field: "observation", found: "parts of a face", expected: "box, emotions and detector")
    }
  }

  private static func check(_ box: Rectangle, _ field: String) throws(EvidenceError) {
    try EvidenceCheck(field)(box.x, in: pixels)
    try EvidenceCheck(field)(box.y, in: pixels)
    try EvidenceCheck(field)(box.width, in: pixels)
    try EvidenceCheck(field)(box.height, in: pixels)
  }

  private func checkInformation() throws(EvidenceError) {
    try EvidenceCheck("information.container").text(information.container)
    try EvidenceCheck("information.codec").text(information.codec)
    try EvidenceCheck("information.width")(information.width, in: Self.pixels)
    try EvidenceCheck("information.height")(information.height, in: Self.pixels)
    try EvidenceCheck("information.rotation")(information.rotation, in: 0...359)
  }

  private func checkStatistics() throws(EvidenceError) {
    try EvidenceCheck("statistics.frames")(statistics.frames, in: Self.counts)
    try EvidenceCheck("statistics.samples")(statistics.samples, in: Self.counts)
    try EvidenceCheck("statistics.damagedPackets")(statistics.damagedPackets, in: Self.counts)
    try EvidenceCheck("statistics.lastTime").time(statistics.lastTime)
  }

  private func checkTiming() throws(EvidenceError) {
    for (name, duration) in timing.stages {
      try EvidenceCheck("timing.\(name)")(duration, in: .zero ... .seconds(1_000_000))
    }
  }

  private func checkGaze() throws(EvidenceError) {
    // Samples without colour have no landmarks.
    try EvidenceCheck("gaze.observations")(gaze.observations.count, in: 0...observations.count)
    for observation in gaze.observations {
      try EvidenceCheck("gaze.observation.time").time(observation.time)
      if let face = observation.face { try Self.check(face) }
    }
    try EvidenceCheck("gaze.notes").notes(gaze.notes)
    switch gaze.outcome {
    case .absent(let reason): try EvidenceCheck("gaze.reason").text(reason)
    case .measured(let contact): try check(contact)
    }
  }

  private static func check(_ face: FaceMeasurement) throws(EvidenceError) {
    try EvidenceCheck("gaze.face.track")(face.track, in: counts)
    try check(face.box, "gaze.face.box")
    try EvidenceCheck("gaze.face")(
      all: [
        face.prominence, face.presence, face.yaw, face.pitch, face.roll, face.gazeX, face.gazeY,
        face.openness, face.eyeDistance,
      ], in: figures)
  }

  private func check(_ contact: EyeContact) throws(EvidenceError) {
    try EvidenceCheck("gaze.score")(contact.score, in: -0.001...100.001)
    try EvidenceCheck("gaze.contact")(contact.contact.count, in: 0...observations.count)
    try EvidenceCheck("gaze.contact")(all: contact.contact, in: Self.shares)
    try EvidenceCheck("gaze.away")(contact.away.count, in: 0...observations.count)
    for event in contact.away {
      try EvidenceCheck("gaze.away.start").time(event.start)
      try EvidenceCheck("gaze.away.end").time(event.end)
    }
    try EvidenceCheck("gaze.coverage")(contact.coverage, in: Self.shares)
    try EvidenceCheck("gaze.seconds").time(contact.seconds)
    try EvidenceCheck("gaze.blinksPerMinute")(contact.blinksPerMinute, in: 0...1_000_000)
    try EvidenceCheck("gaze.yawDeviation")(contact.yawDeviation, in: Self.degrees)
    try EvidenceCheck("gaze.bias")(all: [contact.bias.x, contact.bias.y], in: Self.degrees)
  }

  private func checkSpeech() throws(EvidenceError) {
    try EvidenceCheck("speech.start").time(speech.start)
    try EvidenceCheck("speech.notes").notes(speech.notes)
    switch speech.outcome {
    case .absent(let reason): try EvidenceCheck("speech.reason").text(reason)
    case .measured(let measures, _): try Self.check(measures)
    }
  }

  private static func check(_ measures: SpeechMeasures) throws(EvidenceError) {
    try EvidenceCheck("speech.measures")(
      all: [
        measures.loudness, measures.signalToNoise, measures.speechToPauses,
        measures.modulationRatio, measures.articulationRate, measures.speechSeconds,
        measures.pitch ?? 0, measures.pitchDeviation, measures.pauses.phonationRatio,
        measures.pauses.longPerMinute,
      ], in: figures)
    try EvidenceCheck("speech.intelligibility")(measures.intelligibility, in: shares)
    try EvidenceCheck("speech.clippedShare")(measures.clippedShare, in: shares)
    try EvidenceCheck("speech.syllables")(measures.syllables, in: counts)
    for pause in measures.pauses.all {
      try EvidenceCheck("speech.pause").time(pause.start)
      try EvidenceCheck("speech.pause").time(pause.end)
    }
    for segment in measures.segments {
      try EvidenceCheck("speech.segment").time(segment.start)
      try EvidenceCheck("speech.segment").time(segment.end)
    }
  }
}
