import MediaContract

extension AnalysisError {
  /// Makes sure that the error of a process that may have been taken over can be computed with and
  /// shown.
  ///
  /// - Throws: `EvidenceError` that names what cannot.
  public func check() throws(EvidenceError) {
    switch self {
    case .noFace(let samples, let seconds):
      try EvidenceCheck("error.samples")(samples, in: 0...1_000_000_000)
      try EvidenceCheck("error.seconds").time(seconds)
    case .internal(let message):
      try EvidenceCheck("error.message").text(message)
    case .media(let error):
      // All words of it that are not this program's own.
      try EvidenceCheck("error.text").text(error.description)
    case .cancelled: break
    }
  }
}
