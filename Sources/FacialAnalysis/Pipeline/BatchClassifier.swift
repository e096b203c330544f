import NeuralNetwork

/// Collects faces over frames and classifies a whole batch in one call.
struct BatchClassifier {
  private let context: Plan.Context
  private var input: [Float] = []
  private var owners: [Int] = []

  init(model: EmotionModel) {
    context = model.plan.makeContext()
    input.reserveCapacity(EmotionModel.batch * EmotionModel.inputSize * EmotionModel.inputSize)
  }

  var isFull: Bool { owners.count >= EmotionModel.batch }

  /// Adds a face of 48×48 values in 0…1 that belongs to the observation of this number.
  mutating func add(_ face: [Float], observation: Int) {
    input += face
    owners.append(observation)
  }

  /// Classifies what was collected: pairs of an observation's number and its probabilities.
  mutating func flush() throws(AnalysisError) -> [(observation: Int, emotions: EmotionValues)] {
    guard !owners.isEmpty else { return [] }
    defer {
      input.removeAll(keepingCapacity: true)
      owners.removeAll(keepingCapacity: true)
    }
    let output: [Float]
    do {
      output = try context.predict(input, batch: owners.count)
    } catch {
      throw .internal(error.description)
    }
    let classes = Emotion.allCases.count
    return owners.enumerated().map { position, owner in
      let values = output[(position * classes)..<((position + 1) * classes)]
      return (owner, EmotionValues(values.map(Double.init)))
    }
  }
}
