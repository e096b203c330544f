import AnalysisResult
import NeuralNetwork

/// Collects faces over frames and classifies a whole batch in one call.
struct BatchClassifier {
  /// What rounding adds to a probability.
  private static let tolerance: Float = 0.001

  private let context: Plan.Context
  private let labels: [Emotion]
  private let viewCount: Int
  private var input: [Float] = []
  private var owners: [Int] = []

  init(model: EmotionModel) {
    context = model.plan.makeContext()
    labels = model.contract.labels
    viewCount = model.viewCount
    input.reserveCapacity(EmotionModel.batch * model.plan.inputShape.count)
  }

  var isFull: Bool { owners.count * viewCount >= EmotionModel.batch }

  /// Adds a face, as the model's inputs, that belongs to the observation of this number.
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
      output = try context.predict(input, batch: owners.count * viewCount)
    } catch {
      throw .internal(error.description)
    }
    guard output.allSatisfy({ $0 >= -Self.tolerance && $0 <= 1 + Self.tolerance }) else {
      throw .internal(
        "the model gives values outside 0…1 for a face; expected probabilities, as a softmax or "
          + "sigmoid layer at its end gives them")
    }
    return owners.enumerated().map { position, owner in
      var emotions = EmotionValues()
      for (index, label) in labels.enumerated() {
        var sum = 0.0
        for view in position * viewCount..<(position + 1) * viewCount {
          sum += Double(output[view * labels.count + index])
        }
        emotions[label] = sum / Double(viewCount)
      }
      return (owner, emotions)
    }
  }
}
