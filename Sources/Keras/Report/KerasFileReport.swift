/// What there is to say about a file that should be a Keras model; as much of it as can be read,
/// whatever the verdict.
public struct KerasFileReport: Sendable, Codable, Equatable {
  /// Whether the file runs here.
  public enum Verdict: String, Sendable, Codable {
    /// `KerasModel` loads it.
    case runs
    /// A sound file, or a kind of file, that this runtime cannot run; `refusals` say why.
    case unsupported
    /// No Keras model, or a damaged or contradictory one; `errors` say why.
    case invalid
  }

  /// The path as it was given.
  public let file: String
  /// Bytes of the file.
  public internal(set) var fileSize = 0
  /// SHA-256 of the file in hexadecimal; nil where nobody computed it.
  public var digest: String?
  /// Whether the file runs here.
  public internal(set) var verdict: Verdict
  /// Every reason of `unsupported`.
  public internal(set) var refusals: [Refusal] = []
  /// Everything found wrong of an `invalid` file; what stopped the loading is the first.
  public internal(set) var errors: [String] = []
  /// What to know about the file, whatever the verdict.
  public var warnings: [ModelWarning] = []

  /// Nil when Keras did not write the file.
  public internal(set) var kind: FileKind?
  /// The version of Keras that wrote the file.
  public internal(set) var kerasVersion: String?
  /// The backend that trained it, for instance `tensorflow`.
  public internal(set) var backend: String?
  /// The model's own name.
  public internal(set) var modelName: String?
  /// `Sequential`, `Model` or `Functional`.
  public internal(set) var modelClass: String?
  /// Where samples enter; empty when the model cannot be made.
  public internal(set) var inputs: [ValueSummary] = []
  /// Where results leave; empty when the model cannot be made.
  public internal(set) var outputs: [ValueSummary] = []
  /// The types in which weights are stored, for instance `float32`.
  public internal(set) var storedTypes: [String] = []
  /// The layers' dtype policies, for instance `float32` or `mixed_float16`.
  public internal(set) var policies: [String] = []
  /// The Keras layers, in the order of the file.
  public internal(set) var layers: [LayerSummary] = []
  /// Number of values of all stored weights.
  public internal(set) var parameters: Int?
  /// Multiply-adds for one sample; nil when the input's shape is free or the model cannot run.
  public internal(set) var multiplyAdds: Int?
  /// How many stored weights are NaN or infinite.
  public internal(set) var nonFiniteWeights: Int?
  /// The values of every stored weight.
  public internal(set) var weights: [WeightStatistics] = []
  /// What the runtime executes; nil where not asked for or not known.
  public internal(set) var plan: PlanSummary?
  /// The objects of the HDF5 file; nil where not asked for.
  public internal(set) var objects: [ObjectSummary]?
  /// How the model's values compare with Keras' own; nil where not asked for.
  public var verification: Verification?

  /// A report on a file that could not be looked into, and why.
  public init(file: String, error: String) {
    self.init(file: file)
    errors = [error]
  }

  init(file: String) {
    self.file = file
    verdict = .invalid
  }
}
