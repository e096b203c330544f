import SpeechScore

/// A piece of advice and the points of the overall score that its matter costs.
struct Suggestion {
  let item: FeedbackItem
  let pointsLost: Double
}

/// Advice on delivery, microphone and room (specs/scores.md §5), each with its number.
struct SpeechSuggestions {
  let all: [Suggestion]

  private static let weightInOverallScore = 0.3
  private static let leastNoiseRatio = 15.0
  private static let leastModulationRatio = 4.0
  private static let leastLoudness = -35.0
  private static let mostClipped = 0.001
  private static let rates = 3.0...5.8
  private static let leastPitchDeviation = 1.5

  init(_ speech: SpeechAnalysis) {
    guard case .measured(let measures, let clarity) = speech.outcome else {
      all = []
      return
    }
    func suggestion(
      _ part: SpeechClarity.Part, _ text: String, start: Double? = nil, end: Double? = nil
    ) -> Suggestion {
      Suggestion(
        item: FeedbackItem(
          kind: .suggestion, field: "speechClarity", text: text, start: start, end: end),
        pointsLost: Self.weightInOverallScore * clarity.pointsLost(to: part))
    }
    var found: [Suggestion] = []
    let pauses = measures.pauses.long
    if let longest = pauses.max(by: { $0.duration < $1.duration }) {
      let start = max(0, longest.start + speech.start)
      let end = max(0, longest.end + speech.start)
      let others = pauses.count > 1 ? " (the longest of \(pauses.count) pauses over 2 s)" : ""
      found.append(
        suggestion(
          .fluency,
          "You paused for \(Self.tenths(longest.duration)) s at \(Timecode(start))–\(Timecode(end))"
            + "\(others); note down how the next sentence begins.", start: start, end: end))
    }
    let rate = Self.tenths(measures.articulationRate)
    if measures.articulationRate > Self.rates.upperBound {
      found.append(
        suggestion(
          .rate,
          "You spoke \(rate) syllables a second, and 3.0 to 5.8 are easy to follow; stop for a "
            + "breath after each sentence."))
    } else if measures.articulationRate < Self.rates.lowerBound {
      found.append(
        suggestion(
          .rate,
          "You spoke \(rate) syllables a second, and 3.0 to 5.8 are easy to follow; speak whole "
            + "phrases in one go."))
    }
    if measures.pitchDeviation < Self.leastPitchDeviation, measures.pitch != nil {
      found.append(
        suggestion(
          .pitchVariation,
          "Your pitch moved by \(Self.tenths(measures.pitchDeviation)) semitones around its middle; "
            + "stress the word that matters in each sentence (2.5 is lively)."))
    }
    if measures.signalToNoise < Self.leastNoiseRatio {
      found.append(
        suggestion(
          .intelligibility,
          "Noise is only \(Self.tenths(measures.signalToNoise)) dB below the voice; move the "
            + "microphone closer or record in a quieter room (15 dB and more is clear)."))
    }
    if measures.modulationRatio < Self.leastModulationRatio {
      found.append(
        suggestion(
          .dryness,
          "The recording sounds reverberant (speech-to-reverberation ratio "
            + "\(Self.tenths(measures.modulationRatio)), dry is 8 and more); sit closer to the "
            + "microphone, or in a room with curtains and carpets."))
    }
    if measures.loudness < Self.leastLoudness {
      found.append(
        suggestion(
          .level,
          "The recording is quiet (\(Self.tenths(measures.loudness)) LUFS); raise the microphone's "
            + "level or move closer to it."))
    }
    if measures.clippedShare > Self.mostClipped {
      found.append(
        suggestion(
          .cleanness,
          "\(Self.tenths(100 * measures.clippedShare)) % of the sound is cut off at the top; lower "
            + "the microphone's level."))
    }
    all = found
  }

  private static func tenths(_ value: Double) -> String {
    let tenths = Int((min(max(abs(value), 0), 1e9) * 10).rounded())
    return (value < 0 && tenths > 0 ? "−" : "") + "\(tenths / 10).\(tenths % 10)"
  }
}
