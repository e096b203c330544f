extension Emotion {
  /// The class that a label of somebody's model means, in any case: `Anger`, `scared` or `Neutral`
  /// as well as the class's own name. Nil for other labels.
  public init?(label: String) {
    let word = label.lowercased()
    if let emotion = Emotion(rawValue: word) {
      self = emotion
      return
    }
    guard let emotion = Emotion.synonyms[word] else { return nil }
    self = emotion
  }

  /// The words of the data sets: FER-2013, FER+, RAF-DB, AffectNet, CK+, KDEF.
  private static let synonyms: [String: Emotion] = [
    "anger": .angry, "ang": .angry, "an": .angry,
    "disgusted": .disgust, "dis": .disgust, "di": .disgust,
    "fearful": .fear, "afraid": .fear, "scared": .fear, "fea": .fear, "af": .fear,
    "happiness": .happy, "joy": .happy, "hap": .happy, "ha": .happy,
    "sadness": .sad, "sa": .sad,
    "surprised": .surprise, "sur": .surprise, "su": .surprise,
    "calm": .neutral, "neutrality": .neutral, "neu": .neutral, "ne": .neutral,
  ]
}
