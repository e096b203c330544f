import ArgumentParser
import FacialAnalysis
import FoundationEssentials
import Glibc

/// Where the model and the cascade are found.
struct ModelOptions: ParsableArguments {
  @Option(name: .long, help: "Keras .h5 file of the expression classifier.")
  var model: String?

  @Option(name: .long, help: "OpenCV cascade (XML) of the face detector.")
  var cascade: String?

  static let modelName = "emotion_detction_model.h5"
  static let cascadeName = "haarcascade_frontalface_default.xml"

  /// - Throws: `ExitStatus.model` after saying on stderr what is wrong.
  func load() throws -> Analyzer {
    do throws(AnalyzerError) {
      return try Analyzer(
        modelPath: model ?? Self.standardPath(of: Self.modelName),
        cascadePath: cascade ?? Self.standardPath(of: Self.cascadeName))
    } catch {
      write("mien: \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.model.code
    }
  }

  /// The first that exists of `$MIEN_MODELS`, `models/` in the working folder, beside the program,
  /// in the checkout it was built in, and `/usr/local/share/mien/`; else the second, so that the
  /// error names a path that makes sense.
  static func standardPath(of name: String) -> String {
    var folders = ["models"]
    if let chosen = ProcessInfo.processInfo.environment["MIEN_MODELS"] {
      folders.insert(chosen, at: 0)
    }
    if let program = programFolder() {
      folders += [program + "/models", program + "/../share/mien"]
      // .build/<platform>/<configuration>/mien of a checkout.
      folders.append(program + "/../../../models")
    }
    folders.append("/usr/local/share/mien")
    let paths = folders.map { $0 + "/" + name }
    return paths.first { access($0, R_OK) == 0 } ?? "models/" + name
  }

  private static func programFolder() -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    guard count > 0 else { return nil }
    let path = String(
      decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.lastIndex(of: "/").map { String(path[..<$0]) }
  }
}
