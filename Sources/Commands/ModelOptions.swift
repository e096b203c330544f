import AnalysisResult
import ArgumentParser
import EmotionContract
import Files
import FoundationEssentials
import Glibc
import Workers

/// Where the model and the cascade are found, and what the model's file does not tell.
struct ModelOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      Keras file of the expression classifier: a path, or the name of one that Mien comes with.
      """)
  var model: String?

  @Option(
    help: """
      The model's classes in the order of its outputs, with commas between; counts before the \
      sidecar NAME.json beside the model.
      """)
  var labels: String?

  @Option(
    help: """
      What the model takes for black...white: 0...1, -1...1, 0...255, MEAN:DEVIATION of values \
      0...255, or per-image.
      """)
  var inputRange: String?

  @Option(help: "Rows, columns and perhaps channels of the model's input: 64x64 or 64x64x3.")
  var inputSize: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Classify each face's mirror image too and take the mean: a little more accurate, for twice \
      the work of classifying.
      """)
  var mirrored: Bool?

  @Option(name: .long, help: "OpenCV cascade (XML) of the face detector.")
  var cascade: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Ask a network (blazeface_short.h5 beside the cascade) for faces where the cascade finds none.
      """)
  var secondOpinion = true

  @Option(
    help: """
      What is measured: full, or emotions (those alone, for half of the processor time).
      """)
  var scope = AnalysisScope.full

  static let modelName = "emotion_detction_model.h5"
  static let cascadeName = "haarcascade_frontalface_default.xml"

  func validate() throws {
    do throws(DeclarationError) {
      _ = try declaration()
    } catch {
      throw ValidationError("\(error).")
    }
  }

  /// What the options say of the model.
  func declaration() throws(DeclarationError) -> ModelDeclaration {
    var declaration = ModelDeclaration()
    if let labels {
      declaration.labels = try ModelDeclaration.labels(
        labels.split(separator: ",", omittingEmptySubsequences: false).map {
          String($0.drop { $0 == " " })
        })
    }
    if let inputRange { try declaration.setInputRange(inputRange) }
    if let inputSize { try declaration.setSize(inputSize) }
    declaration.averagesMirrored = mirrored
    return declaration
  }

  /// The engine's files and what is said of them.
  func settings() throws -> EngineSettings {
    EngineSettings(
      modelPath: model.map(Self.path(ofModel:)) ?? Self.standardPath(of: Self.modelName),
      isForeignModel: model != nil, declaration: try declaration(),
      cascadePath: cascade ?? Self.standardPath(of: Self.cascadeName), asksAgain: secondOpinion,
      scope: scope, loaderProgram: Self.loaderProgram())
  }

  /// h5inspect beside this program, which starts in a tenth of the time because it has no FFmpeg;
  /// else whatever program loads the engine.
  private static func loaderProgram() -> String {
    if let folder = FilePath.programFolder, access(folder + "/h5inspect", X_OK) == 0 {
      return folder + "/h5inspect"
    }
    return "/proc/self/exe"
  }

  /// A name without a folder that is no file here means one of the models that Mien comes with.
  static func path(ofModel name: String) -> String {
    name.contains("/") || access(name, F_OK) == 0 ? name : standardPath(of: name)
  }

  /// The first that exists of `$MIEN_MODELS`, `models/` in the working folder, beside the program,
  /// in the checkout it was built in, and `/usr/local/share/mien/`; else the second, so that the
  /// error names a path that makes sense.
  static func standardPath(of name: String) -> String {
    var folders = ["models"]
    if let chosen = ProcessInfo.processInfo.environment["MIEN_MODELS"] {
      folders.insert(chosen, at: 0)
    }
    if let program = FilePath.programFolder {
      folders += [program + "/models", program + "/../share/mien"]
      // .build/<platform>/<configuration>/mien of a checkout.
      folders.append(program + "/../../../models")
    }
    folders.append("/usr/local/share/mien")
    let paths = folders.map { $0 + "/" + name }
    return paths.first { access($0, R_OK) == 0 } ?? "models/" + name
  }
}

extension AnalysisScope: ExpressibleByArgument {}
