import AnalysisResult
import EmotionContract

/// What an engine is made of: the files, and what they do not tell.
public struct EngineSettings: Sendable, Equatable, Codable {
  /// Path of the expression classifier.
  public var modelPath: String
  /// Whether the model may be anybody's, and is read in a locked-down process of its own.
  public var isForeignModel: Bool
  /// What is said of the model.
  public var declaration: ModelDeclaration
  /// Path of the face detector's cascade; the other networks lie beside it.
  public var cascadePath: String
  /// Whether a network is asked for faces where the cascade finds none.
  public var asksAgain: Bool
  /// What is measured at most.
  public var scope: AnalysisScope
  /// Path of a program that reads models apart.
  public var loaderProgram: String

  /// An engine of these files.
  public init(
    modelPath: String, isForeignModel: Bool = false,
    declaration: ModelDeclaration = ModelDeclaration(), cascadePath: String, asksAgain: Bool = true,
    scope: AnalysisScope = .full, loaderProgram: String = "/proc/self/exe"
  ) {
    self.modelPath = modelPath
    self.isForeignModel = isForeignModel
    self.declaration = declaration
    self.cascadePath = cascadePath
    self.asksAgain = asksAgain
    self.scope = scope
    self.loaderProgram = loaderProgram
  }
}
