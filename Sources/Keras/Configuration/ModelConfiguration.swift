/// `model_config`, parsed: the layers and, for graph models, where values enter and leave
/// (specs/keras-h5.md §4.1).
struct ModelConfiguration: Sendable {
  enum Topology: Sendable {
    /// Each layer follows the one before. `inputShape` has the batch first; nil when the first
    /// layer tells it.
    case sequence(inputShape: JSON?)
    /// Keras 1 to 2.2 name the ends as lists, later ones also as a bare triple or an object.
    case graph(inputs: [TensorReference], outputs: [TensorReference])
  }

  /// Where a model stands.
  struct Context: Sendable {
    let file: String
    /// The generation whose classes and keys the text has.
    var generation = Generation.current
    /// The path of the model, nil for the outermost.
    var model: String?
    var depth = 0

    enum Generation: Sendable {
      case keras1(KerasOptions)
      case current
    }

    func inside(_ name: String) -> Context {
      var context = self
      context.model = model.map { "\($0)/\(name)" } ?? name
      context.depth += 1
      return context
    }
  }

  /// The classes of model that are data alone.
  static let classes: Set<String> = ["Sequential", "Model", "Functional"]

  let file: String
  let className: String
  let name: String
  let layers: [LayerRecord]
  let topology: Topology
  /// The keys of the inputs and outputs where they are named instead of listed, in their order.
  let inputKeys: [String]?
  let outputKeys: [String]?
  /// The version of Keras that the text itself names, as `model.to_json()` does.
  let versionText: String?
  let backend: String?

  /// - Throws: `KerasError.json`, `configuration`, or `unsupported` for a class of model that
  ///   exists only as code.
  init(text: String, context: Context) throws(KerasError) {
    let root: JSON
    do throws(JSONParser.Failure) {
      root = try JSONParser.parse(text)
    } catch {
      throw .json(file: context.file, offset: error.offset, reason: error.reason)
    }
    try self.init(root, context: context)
  }

  /// - Throws: as `init(text:context:)`.
  init(_ root: JSON, context: Context) throws(KerasError) {
    guard let className = root.object?["class_name"]?.string else {
      throw .configuration(
        file: context.file, layer: nil, key: "class_name", found: "nothing", expected: "text")
    }
    guard ModelConfiguration.classes.contains(className) else {
      throw .unsupported(
        file: context.file,
        [
          Refusal(
            layer: nil, className: className,
            reason: "a subclassed model, whose structure exists only as Python code",
            fix: "rebuild it with the functional API and save that")
        ])
    }
    let config = root.object?["config"]
    try self.init(
      className: className, config: config,
      name: config?.object?["name"]?.string ?? className.lowercased(), context: context,
      versionText: ModelConfiguration.version(of: root), backend: root.object?["backend"]?.string)
  }

  /// - Throws: `KerasError.configuration` or `unsupported`.
  init(
    className: String, config: JSON?, name: String, context: Context, versionText: String? = nil,
    backend: String? = nil
  ) throws(KerasError) {
    let place = { (key: String) in context.model.map { "\($0): \(key)" } ?? key }
    // Sequential models of Keras 1 to 2.2.2 are a bare list.
    guard var entries = config?.list ?? config?.object?["layers"]?.list else {
      throw .configuration(
        file: context.file, layer: context.model, key: place("config.layers"),
        found: config?.summary ?? "nothing", expected: "a list of layers")
    }
    guard context.depth <= ModelConfiguration.maximumDepth else {
      throw .configuration(
        file: context.file, layer: context.model, key: place("config.layers"),
        found: "models within models", expected: "at most \(ModelConfiguration.maximumDepth) deep")
    }
    let isSequence = className == "Sequential"
    if isSequence, case .keras1 = context.generation { entries = Keras1.flattened(entries) }
    guard entries.count <= ModelConfiguration.maximumLayerCount else {
      throw .configuration(
        file: context.file, layer: context.model, key: place("config.layers"),
        found: "\(entries.count) layers",
        expected: "at most \(ModelConfiguration.maximumLayerCount)")
    }
    file = context.file
    self.className = className
    self.name = name
    self.versionText = versionText
    self.backend = backend
    var layers: [LayerRecord] = []
    for (index, entry) in entries.enumerated() {
      let record = try LayerRecord(entry, index: index, context: context)
      guard case .keras1(let options) = context.generation, record.model == nil else {
        layers.append(record)
        continue
      }
      layers.append(try Keras1.upgraded(record, options: options, file: context.file))
    }
    self.layers = layers
    var seen: Set<String> = []
    for layer in layers where !seen.insert(layer.name).inserted {
      throw .configuration(
        file: context.file, layer: layer.name, key: "name", found: "two layers of this name",
        expected: "unique names")
    }
    let ends = isSequence ? nil : config?.object
    // An object with `class_name` is a tuple.
    inputKeys = ends?["input_layers"].flatMap { $0.list == nil ? $0.object?.keys : nil }
    outputKeys = ends?["output_layers"].flatMap { $0.list == nil ? $0.object?.keys : nil }
    if isSequence {
      topology = .sequence(inputShape: config?.object?["build_input_shape"])
    } else {
      topology = .graph(
        inputs: try ModelConfiguration.ends("input_layers", of: config?.object, context),
        outputs: try ModelConfiguration.ends("output_layers", of: config?.object, context))
    }
  }

  private static let maximumLayerCount = 65_536
  private static let maximumDepth = 12

  /// The version in the text; for Keras 3, whose texts name none, its major number.
  private static func version(of root: JSON) -> String? {
    guard let object = root.object else { return nil }
    if let text = object["keras_version"]?.string { return text }
    return object.keys.contains("registered_name") && object.keys.contains("module") ? "3.0" : nil
  }

  private static func ends(
    _ key: String, of config: JSONObject?, _ context: Context
  ) throws(KerasError) -> [TensorReference] {
    guard let value = config?[key], let references = TensorReference.all(in: value),
      !references.isEmpty
    else {
      throw .configuration(
        file: context.file, layer: context.model, key: key,
        found: config?[key]?.summary ?? "nothing",
        expected: "[layer, node, tensor], a list or an object of such")
    }
    return references
  }
}

extension ModelConfiguration {
  /// The layers that are no models, those of inner models under the path of their model.
  var leaves: [(path: String, record: LayerRecord)] {
    layers.flatMap { record in
      guard let model = record.model else { return [(record.name, record)] }
      return model.leaves.map { ("\(record.name)/\($0.path)", $0.record) }
    }
  }

  /// The paths of all layers, an inner model before its layers.
  var paths: [String] {
    layers.flatMap { record in
      [record.name] + (record.model?.paths.map { "\(record.name)/\($0)" } ?? [])
    }
  }
}
