import AnalysisResult
import Imaging
import NeuralNetwork

extension Analyzer {
  /// Does on a blank picture what is done with a face, on the calling thread, so that the first
  /// video does not wait for pages of memory and for tables that are made once.
  ///
  /// - Throws: `AnalyzerError` if the model cannot classify a face at all.
  public func warmUp() throws(AnalyzerError) {
    // The pictures of each segment and the sound are looked at by one thread each.
    LinearAlgebra.reserve(threads: SegmentLanes.mostAtOnce + 1)
    let image = GrayImage(width: 320, height: 240)
    _ = detector.detect(in: image, using: detector.makeWorkspace())
    do throws(AnalysisError) {
      var classifier = BatchClassifier(model: model)
      classifier.add(model.input(of: image.bounds, in: image), observation: 0)
      _ = try classifier.flush()
    } catch {
      throw .classification(error)
    }
    guard let second = secondOpinion.detector,
      let color = try? ColorImage(
        width: 320, height: 240, bytes: [UInt8](repeating: 0, count: 320 * 240 * 3))
    else { return }
    _ = try? second.makeContext().detect(in: color)
  }
}
