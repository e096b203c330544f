import HDF5
import NeuralNetwork

/// A model that Keras saved, as a graph that runs here.
///
/// Reads the files of Keras 1, 2, tf.keras and Keras 3: whole models (`model.save("name.h5")` or
/// `"name.keras"`), and weights (`save_weights`) with the structure in a file of its own
/// (`model.to_json()`). What would not compute the same as in Keras is refused by name, and never
/// guessed (specs/keras-h5.md).
public struct KerasModel: Sendable {
  /// The model's own name.
  public let name: String
  /// `Sequential`, `Model` or `Functional`.
  public let className: String
  /// The version of Keras that wrote the file.
  public let kerasVersion: String?
  /// The backend that trained it, for instance `tensorflow`.
  public let backend: String?
  /// What of a model the file holds, and in which form.
  public let kind: FileKind
  /// The Keras layers, in the order of the file; those of an inner model under its name and a
  /// slash.
  public let layers: [LayerSummary]
  /// The layers that compute it. A Keras layer may be several nodes or, like dropout, none.
  public let graph: Graph

  /// The model's outputs, in its order, named by their layers.
  public let outputs: [ValueSummary]
  /// The weights of every layer that has some, as they are used.
  public let weights: [LayerWeights]
  /// What the file says beside the weights.
  public let source: ModelSource
  /// The first output of every call of a layer (`Assembly.calls`).
  let calls: [String: PlacedValue]

  /// The model's inputs, in its order.
  public var inputs: [ValueSummary] {
    graph.inputs.map { ValueSummary(name: $0.name, dimensions: $0.dimensions) }
  }

  /// Extents of one sample of the first input, without the batch; nil where free.
  public var inputDimensions: [Int?] { graph.inputs.first?.dimensions ?? [] }

  /// What to know about the model: in what it may differ from Keras.
  public let warnings: [ModelWarning]
  /// The file that the structure came from, if not the file itself.
  public let architecturePath: String?

  /// Reads structure and weights.
  ///
  /// - Parameters:
  ///   - path: a file of any kind that Keras writes.
  ///   - architecture: for a file of weights alone the text of `model.to_json()` in a file; nil
  ///     looks for one beside the weights, of the same name with the ending `.json`.
  ///   - options: what the file does not say.
  /// - Throws: `KerasError`; `unsupported` carries every reason at once. Weights that are NaN or
  ///   infinite are an error.
  public init(
    contentsOf path: String, architecture: String? = nil, options: KerasOptions = KerasOptions()
  ) throws(KerasError) {
    try self.init(
      try KerasFile(contentsOf: path, architecture: architecture), options: options)
  }

  /// Reads structure and weights of a file that is already in memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: stands for the file in errors.
  ///   - architecture: the text of `model.to_json()` for a file of weights alone, and the name
  ///     of the file that it comes from.
  ///   - options: what the file does not say.
  /// - Throws: as `init(contentsOf:)`.
  public init(
    bytes: [UInt8], name: String, architecture: (text: String, name: String)? = nil,
    options: KerasOptions = KerasOptions()
  ) throws(KerasError) {
    try self.init(
      image: FileImage(bytes), name: name, architecture: architecture, options: options)
  }

  /// Reads structure and weights of a file that is already in memory, without a copy of it.
  ///
  /// - Throws: as `init(contentsOf:)`.
  public init(
    image: FileImage, name: String, architecture: (text: String, name: String)? = nil,
    options: KerasOptions = KerasOptions()
  ) throws(KerasError) {
    try self.init(
      try KerasFile(image: image, path: name) { architecture.map { ($0.text, $0.name) } },
      options: options)
  }

  init(_ file: KerasFile, options: KerasOptions = KerasOptions()) throws(KerasError) {
    let text = try file.configurationText().text
    let configuration = try file.configuration(options)
    guard let store = try file.store() else { throw .notKeras(file: file.path) }
    let version = file.version(configuration)
    let catalog = try LayerCatalog(configuration, version: version, options: options)
    var refusals = KerasModel.refusals(store) + catalog.refusals
    let assembly: Assembly
    do throws(KerasError) {
      var assembler = GraphAssembler(
        catalog,
        supply: .file(
          try WeightBinding(store, to: catalog),
          WeightReader(store: store, version: version, backend: file.backend)))
      assembly = try assembler.assemble()
    } catch {
      // Beside refusals, other complaints may only be their consequences.
      if case .unsupported(_, let found) = error { refusals += found }
      guard refusals.isEmpty else {
        throw .unsupported(
          file: file.path, KerasModel.ordered(refusals, as: configuration.paths))
      }
      throw error
    }
    guard refusals.isEmpty else { throw .unsupported(file: file.path, refusals) }
    graph = assembly.graph
    calls = assembly.calls
    layers = assembly.layers
    outputs = assembly.outputs
    warnings = catalog.warnings
    name = configuration.name
    className = configuration.className
    kerasVersion = file.shownVersion(configuration)
    backend = file.backend
    kind = file.kind
    architecturePath = file.architecturePath
    weights = assembly.weights
    source = ModelSource(
      kind: file.kind, kerasVersion: file.versionText, backend: file.backend, configuration: text,
      options: options)
  }

  /// The model of a packed file: the same, bit for bit, as the one that was packed.
  ///
  /// - Throws: `KerasError`, when its structure or weights are not those of a model that runs.
  public init(_ pack: PackedModel) throws(KerasError) {
    let source = pack.source
    let isKeras1 = ModelSource.isKeras1(kind: source.kind, version: source.kerasVersion)
    let configuration = try ModelConfiguration(
      text: source.configuration,
      context: .init(
        file: pack.file, generation: isKeras1 ? .keras1(source.options) : .current))
    let version = ModelSource.version(
      kind: source.kind, version: source.kerasVersion, configuration: configuration)
    let catalog = try LayerCatalog(configuration, version: version, options: source.options)
    guard catalog.refusals.isEmpty else {
      throw .unsupported(file: pack.file, catalog.refusals)
    }
    let tensors = Dictionary(
      pack.weights.map { ($0.layer, $0.weights.map(\.tensor)) }, uniquingKeysWith: { $1 })
    var assembler = GraphAssembler(catalog, supply: .packed(tensors))
    let assembly = try assembler.assemble()
    graph = assembly.graph
    calls = assembly.calls
    layers = assembly.layers
    outputs = assembly.outputs
    weights = assembly.weights
    warnings = catalog.warnings
    name = configuration.name
    className = configuration.className
    kerasVersion = source.kerasVersion ?? configuration.versionText
    backend = source.backend
    kind = source.kind
    architecturePath = nil
    self.source = source
  }

  private static func refusals(_ store: WeightStore) -> [Refusal] {
    guard !store.topLevelNames.isEmpty else { return [] }
    return [
      Refusal(
        layer: nil, className: nil,
        reason: "the model has weights outside its layers: "
          + store.topLevelNames.joined(separator: ", "),
        fix: "rebuild it from built-in layers and save it again")
    ]
  }

  /// In the order of the layers, what concerns the whole file first.
  private static func ordered(_ refusals: [Refusal], as paths: [String]) -> [Refusal] {
    let positions = Dictionary(
      paths.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let position = { (refusal: Refusal) in refusal.layer.flatMap { positions[$0] } ?? -1 }
    return refusals.enumerated().sorted {
      (position($0.element), $0.offset) < (position($1.element), $1.offset)
    }.map(\.element)
  }
}
