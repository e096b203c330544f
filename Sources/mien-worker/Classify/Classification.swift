import Commands
import FacialAnalysis
import Files
import Glibc
import WorkerProcess

/// What `mien classify` does.
struct Classification {
  private let request: ClassifyRequest

  init(_ request: ClassifyRequest) { self.request = request }

  private static let maximumFileSize = 4 << 30

  /// Classifies the pictures, and writes the table.
  ///
  /// - Throws: an exit status after saying on stderr what is wrong.
  func run() throws {
    let images = try load()
    let model = try ExitStatus.loading { try request.engine.loadModel() }
    var classifier = FaceClassifier(model: model)
    var text = Emotion.allCases.map(\.rawValue).joined(separator: ",") + "\n"
    do throws(AnalysisError) {
      for emotions in try classifier.probabilities(of: images.images) {
        let row = Emotion.allCases.map { "\(Float(emotions[$0]))" }
        text += row.joined(separator: ",") + "\n"
      }
    } catch {
      write("mien: \(request.faces): \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.failure.code
    }
    write(text, to: STDOUT_FILENO)
  }

  private func load() throws -> NumPyImages {
    let reason: String
    do {
      return try NumPyImages(RegularFile.bytes(at: request.faces, limit: Self.maximumFileSize))
    } catch let error as FileError {
      reason = error.description
    } catch let error as NumPyImagesError {
      reason = error.description
    }
    write("mien: \(request.faces): \(reason).\n", to: STDERR_FILENO)
    throw ExitStatus.input.code
  }
}
