import HDF5
import NeuralNetwork

/// A model that Keras saved whole, as a graph that runs here.
///
/// Reads the HDF5 files of Keras 2, tf.keras and Keras 3 (`model.save("name.h5")`); what would not
/// compute the same as in Keras is refused by name, and never guessed (specs/keras-h5.md).
public struct KerasModel: Sendable {
  /// The model's own name.
  public let name: String
  /// `Sequential`, `Model` or `Functional`.
  public let className: String
  /// The version of Keras that wrote the file.
  public let kerasVersion: String?
  /// The backend that trained it, for instance `tensorflow`.
  public let backend: String?
  /// Always a whole model.
  public let kind: FileKind
  /// The Keras layers, in the order of the file.
  public let layers: [LayerSummary]
  /// The layers that compute it. A Keras layer may be several nodes or, like dropout, none.
  public let graph: Graph

  /// The model's outputs, in its order, named by their layers.
  public let outputs: [ValueSummary]
  /// The weights of every layer that has some, as they are used.
  public let weights: [LayerWeights]
  /// What the file says beside the weights.
  public let source: ModelSource

  /// The model's inputs, in its order.
  public var inputs: [ValueSummary] {
    graph.inputs.map { ValueSummary(name: $0.name, dimensions: $0.dimensions) }
  }

  /// Extents of one sample of the first input, without the batch; nil where free.
  public var inputDimensions: [Int?] { graph.inputs.first?.dimensions ?? [] }

  /// Reads structure and weights.
  ///
  /// - Throws: `KerasError`; `unsupported` carries every reason at once. Weights that are NaN or
  ///   infinite are an error.
  public init(contentsOf path: String) throws(KerasError) {
    try self.init(try KerasFile(contentsOf: path))
  }

  /// Reads structure and weights of a file that is already in memory; `name` stands for it in
  /// errors.
  ///
  /// - Throws: as `init(contentsOf:)`.
  public init(bytes: [UInt8], name: String) throws(KerasError) {
    try self.init(try KerasFile(bytes: bytes, path: name))
  }

  init(_ file: KerasFile) throws(KerasError) {
    let text = try file.configurationText()
    let configuration = try ModelConfiguration(text: text, file: file.path)
    guard let group = file.weights else { throw .notKeras(file: file.path) }
    let store = try WeightStore(group, file: file.path)
    var refusals = KerasModel.refusals(file, store)
    if file.version?.major ?? 1 < 2 {
      refusals += KerasModel.oldRefusals(configuration)
      throw .unsupported(file: file.path, refusals)
    }
    let catalog = try LayerCatalog(configuration, version: file.version)
    refusals += catalog.refusals
    let assembly: Assembly
    do throws(KerasError) {
      assembly = try KerasModel.assemble(configuration, catalog: catalog, store: store, file: file)
    } catch {
      // Beside refusals, other complaints may only be their consequences.
      if case .unsupported(_, let found) = error {
        refusals = KerasModel.ordered(refusals + found, as: configuration.layers)
      }
      throw refusals.isEmpty ? error : .unsupported(file: file.path, refusals)
    }
    guard refusals.isEmpty else { throw .unsupported(file: file.path, refusals) }
    graph = assembly.graph
    layers = assembly.layers
    outputs = assembly.outputs
    name = configuration.name
    className = configuration.className
    kerasVersion = file.shownVersion()
    backend = file.backend
    kind = file.kind
    weights = assembly.weights
    source = ModelSource(
      kind: file.kind, kerasVersion: file.versionText, backend: file.backend, configuration: text)
  }

  /// The model of a packed file: the same, bit for bit, as the one that was packed.
  ///
  /// - Throws: `KerasError`, when its structure or weights are not those of a model that runs.
  public init(_ pack: PackedModel) throws(KerasError) {
    let source = pack.source
    let configuration = try ModelConfiguration(text: source.configuration, file: pack.file)
    let catalog = try LayerCatalog(
      configuration, version: source.kerasVersion.flatMap(KerasVersion.init))
    guard catalog.refusals.isEmpty else {
      throw .unsupported(file: pack.file, catalog.refusals)
    }
    let tensors = Dictionary(
      pack.weights.map { ($0.layer, $0.weights.map(\.tensor)) }, uniquingKeysWith: { $1 })
    var assembler = GraphAssembler(
      configuration, catalog: catalog, supply: .packed(tensors))
    let assembly = try assembler.assemble(try CallOrder(configuration, catalog: catalog))
    graph = assembly.graph
    layers = assembly.layers
    outputs = assembly.outputs
    weights = assembly.weights
    name = configuration.name
    className = configuration.className
    kerasVersion = source.kerasVersion
    backend = source.backend
    kind = source.kind
    self.source = source
  }

  private static func assemble(
    _ configuration: ModelConfiguration, catalog: LayerCatalog, store: WeightStore,
    file: KerasFile
  ) throws(KerasError) -> Assembly {
    let order = try CallOrder(configuration, catalog: catalog)
    let stored = Set(store.layers.map(\.name))
    let owners = configuration.layers.map(\.name).filter { name in
      catalog.layers[name].map(\.ownsWeights) ?? stored.contains(name)
    }
    var assembler = GraphAssembler(
      configuration, catalog: catalog,
      supply: .file(
        try WeightBinding(store, to: owners),
        WeightReader(store: store, version: file.version, backend: file.backend)))
    return try assembler.assemble(order)
  }

  private static func refusals(_ file: KerasFile, _ store: WeightStore) -> [Refusal] {
    var refusals: [Refusal] = []
    if file.version?.major ?? 1 < 2 {
      refusals.append(
        Refusal(
          layer: nil, className: nil,
          reason: "the file was written by Keras 1 (found version "
            + (file.shownVersion() ?? "none") + "), whose layers are named and stored otherwise",
          fix: "load it in Keras 2.0 to 2.3 and save it again"))
    }
    if !store.topLevelNames.isEmpty {
      refusals.append(
        Refusal(
          layer: nil, className: nil,
          reason: "the model has weights outside its layers: "
            + store.topLevelNames.joined(separator: ", "),
          fix: "rebuild it from built-in layers and save it again"))
    }
    return refusals
  }

  /// In the order of the layers, what concerns the whole file first.
  private static func ordered(_ refusals: [Refusal], as layers: [LayerRecord]) -> [Refusal] {
    let positions = Dictionary(
      layers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    let position = { (refusal: Refusal) in refusal.layer.flatMap { positions[$0] } ?? -1 }
    return refusals.enumerated().sorted {
      (position($0.element), $0.offset) < (position($1.element), $1.offset)
    }.map(\.element)
  }

  /// What Keras' own conversion of an old file would leave unsupported.
  private static func oldRefusals(_ configuration: ModelConfiguration) -> [Refusal] {
    configuration.layers.compactMap { record in
      guard record.className == "Lambda" || record.isCustom else { return nil }
      do throws(KerasError) {
        _ = try LayerTable.layer(for: record, file: configuration.file, version: nil)
        return nil
      } catch {
        guard case .unsupported(_, let found) = error else { return nil }
        return found.first
      }
    }
  }
}
