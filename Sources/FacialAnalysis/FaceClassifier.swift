import AnalysisResult
import Imaging

/// Classifies pictures of faces, as the pipeline does with the faces that it finds in a video.
public struct FaceClassifier {
  private let model: EmotionModel
  private var classifier: BatchClassifier

  public init(model: EmotionModel) {
    self.model = model
    classifier = BatchClassifier(model: model)
  }

  /// The probabilities of each face, in order.
  ///
  /// - Parameter faces: upright gray faces of any size, framed as by the cascade.
  /// - Throws: `AnalysisError.internal` if the runtime fails.
  public mutating func probabilities(
    of faces: [GrayImage]
  ) throws(AnalysisError) -> [EmotionValues] {
    var probabilities: [EmotionValues] = []
    probabilities.reserveCapacity(faces.count)
    for (number, face) in faces.enumerated() {
      classifier.add(model.input(of: face.bounds, in: face), observation: number)
      if classifier.isFull { probabilities += try classifier.flush().map(\.emotions) }
    }
    return probabilities + (try classifier.flush().map(\.emotions))
  }
}

extension EmotionModel {
  /// Multiply-adds that one face costs.
  public var multiplyAdds: Int { plan.multiplyAdds }
}
