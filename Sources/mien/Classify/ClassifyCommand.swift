import ArgumentParser
import EmotionContract
import FacialAnalysis
import Glibc
import HDF5

/// `mien classify`: the expression classifier alone, for pictures of faces.
struct ClassifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Classify pictures of faces that are cut out already.",
    discussion: """
      Prints one row a face: the probabilities of the classes named in the first row. It is how a \
      model is measured: see Tools/evaluate-model. Exit status: 0, 2 wrong usage, 3 the file \
      cannot be read, 5 the model cannot be used.
      """)

  @Argument(help: "NumPy file (.npy) with an array (number, height, width) of uint8.")
  var faces: String

  @OptionGroup var models: ModelOptions

  private static let maximumFileSize = 4 << 30

  func run() throws {
    let images = try load()
    var classifier = FaceClassifier(model: try models.loadModel())
    var text = Emotion.allCases.map(\.rawValue).joined(separator: ",") + "\n"
    do throws(AnalysisError) {
      for emotions in try classifier.probabilities(of: images.images) {
        let row = Emotion.allCases.map { "\(Float(emotions[$0]))" }
        text += row.joined(separator: ",") + "\n"
      }
    } catch {
      write("mien: \(faces): \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.failure.code
    }
    write(text, to: STDOUT_FILENO)
  }

  private func load() throws -> NumPyImages {
    let reason: String
    do {
      return try NumPyImages(File.bytes(ofFile: faces, limit: Self.maximumFileSize))
    } catch let error as HDF5Error {
      reason = error.description
    } catch let error as NumPyImagesError {
      reason = error.description
    }
    write("mien: \(faces): \(reason).\n", to: STDERR_FILENO)
    throw ExitStatus.input.code
  }
}
