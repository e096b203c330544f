import HDF5
import NeuralNetwork

/// Reads the file at `path` as far as it can be read and says whether it runs here.
///
/// Never throws: what is wrong is part of the report.
public func inspect(_ path: String) -> KerasFileReport {
  do throws(HDF5Error) {
    let bytes = try File.bytes(ofFile: path, limit: Limits.standard.fileSize)
    let architecture = (try? Architecture.find(for: path, given: nil)) ?? nil
    return Inspection(
      image: FileImage(bytes), name: path, architecture: architecture.map { ($0.text, $0.path) }
    ).report
  } catch {
    var report = KerasFileReport(file: path)
    report.errors = [error.description]
    return report
  }
}

/// A file looked at from all sides in one go.
public struct Inspection: Sendable {
  /// What is found beside the verdict, because it takes time or room.
  public struct Options: OptionSet, Sendable, Hashable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The nodes that the runtime executes.
    public static let plan = Options(rawValue: 1 << 0)
    /// The objects of the HDF5 file.
    public static let objects = Options(rawValue: 1 << 1)
  }

  /// All that is to say.
  public private(set) var report: KerasFileReport
  /// The model; nil when it does not run.
  public private(set) var model: KerasModel?

  /// Reads a file that is in memory.
  ///
  /// - Parameters:
  ///   - image: the whole file.
  ///   - name: stands for it in what is said.
  ///   - architecture: the text of `model.to_json()` for a file of weights alone, and the name of
  ///     the file that it comes from.
  ///   - assumptions: what the file does not say.
  ///   - options: what is wanted beside the verdict.
  public init(
    image: FileImage, name: String, architecture: (text: String, name: String)? = nil,
    assumptions: KerasOptions = KerasOptions(), options: Options = []
  ) {
    report = KerasFileReport(file: name)
    report.fileSize = image.count
    do throws(KerasError) {
      let file = try KerasFile(image: image, path: name) {
        architecture.map { ($0.text, $0.name) }
      }
      try run(file, assumptions: assumptions, options: options)
    } catch {
      if case .unsupported(_, let refusals) = error {
        report.verdict = .unsupported
        report.refusals = refusals
      } else {
        // What made loading fail may have been found by the survey already.
        let first = error.description
        report.errors = [first] + report.errors.filter { $0 != first }
      }
    }
    // Beside refusals, other complaints may only be their consequences.
    if report.verdict == .unsupported { report.errors = [] }
  }

  private mutating func run(
    _ file: KerasFile, assumptions: KerasOptions, options: Options
  ) throws(KerasError) {
    report.kind = file.kind
    report.kerasVersion = file.shownVersion(nil)
    report.backend = file.backend
    if options.contains(.objects) {
      let tree = ObjectTree(file.root)
      report.objects = tree.objects
      if tree.isCut { warn("only the first \(tree.objects.count) objects are listed") }
    }
    var counts: [String: Int] = [:]
    // A store that cannot be made makes loading fail too.
    if let store = try? file.store() {
      let survey = WeightSurvey(store)
      report.parameters = survey.parameters
      report.nonFiniteWeights = survey.nonFinite
      report.storedTypes = survey.types.sorted()
      report.weights = survey.weights
      report.errors = survey.errors
      counts = survey.parametersByLayer
    }
    let configuration = try file.configuration(assumptions)
    report.kerasVersion = file.shownVersion(configuration)
    report.modelName = configuration.name
    report.modelClass = configuration.className
    report.policies = Self.policies(of: configuration)
    report.layers = configuration.leaves.map { path, record in
      LayerSummary(
        name: path, className: record.className, outputShape: nil, parameters: counts[path] ?? 0,
        multiplyAdds: nil)
    }
    report.warnings = FileWarnings(file, report: report).warnings
    let model = try KerasModel(file, options: assumptions)
    report.layers = model.layers
    report.inputs = model.inputs
    report.outputs = model.outputs
    report.multiplyAdds = model.multiplyAdds
    report.warnings += model.warnings + ModelNotes(model).warnings
    if options.contains(.plan) { try plan(model, file: file.path) }
    report.errors = []
    report.verdict = .runs
    self.model = model
  }

  private mutating func plan(_ model: KerasModel, file: String) throws(KerasError) {
    guard model.inputs.allSatisfy({ !$0.dimensions.contains(nil) }) else {
      warn("the input's shape is free, so that there is no plan before it is known")
      return
    }
    do throws(NeuralNetworkError) {
      let plan = try Plan(model.graph.optimized(), maximumBatch: 1)
      report.plan = PlanSummary(plan, original: model.graph)
    } catch {
      throw .shape(file: file, layer: model.name, error)
    }
  }

  private mutating func warn(_ message: String) {
    report.warnings.append(ModelWarning(layer: nil, message: message))
  }

  private static func policies(of configuration: ModelConfiguration) -> [String] {
    let policies = configuration.leaves.compactMap { _, record in
      LayerSettings(
        file: configuration.file, name: record.name, className: record.className, version: nil,
        values: record.configuration
      ).policy
    }
    return Set(policies).sorted()
  }
}

extension KerasModel {
  /// Multiply-adds for one sample; nil when the input's shape is free.
  public var multiplyAdds: Int? {
    var total = 0
    for layer in layers {
      guard let count = layer.multiplyAdds else { return nil }
      total = total.addingSaturating(count)
    }
    return total
  }

  /// Number of trained values, running statistics included.
  public var parameters: Int {
    layers.reduce(0) { $0.addingSaturating($1.parameters) }
  }
}
