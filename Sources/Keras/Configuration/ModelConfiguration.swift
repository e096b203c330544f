/// `model_config`, parsed: the layers and, for graph models, where values enter and leave
/// (specs/keras-h5.md §4.1).
struct ModelConfiguration: Sendable {
  enum Topology: Sendable {
    /// Each layer follows the one before. `inputShape` has the batch first; nil when the first
    /// layer tells it.
    case sequence(inputShape: JSON?)
    case graph(inputs: [TensorReference], outputs: [TensorReference])
  }

  let file: String
  let className: String
  let name: String
  let layers: [LayerRecord]
  let topology: Topology

  /// - Throws: `KerasError.json`, `configuration`, or `unsupported` for a class of model that
  ///   exists only as code.
  init(text: String, file: String) throws(KerasError) {
    let root: JSON
    do throws(JSONParser.Failure) {
      root = try JSONParser.parse(text)
    } catch {
      throw .json(file: file, offset: error.offset, reason: error.reason)
    }
    guard let className = root.object?["class_name"]?.string else {
      throw .configuration(
        file: file, layer: nil, key: "class_name", found: "nothing", expected: "text")
    }
    self.file = file
    self.className = className
    guard ["Sequential", "Model", "Functional"].contains(className) else {
      throw .unsupported(
        file: file,
        [
          Refusal(
            layer: nil, className: className,
            reason: "a subclassed model, whose structure exists only as Python code",
            fix: "rebuild it with the functional API and save that")
        ])
    }
    let config = root.object?["config"]
    // Sequential models of Keras 1 to 2.2.2 are a bare list.
    guard let entries = config?.list ?? config?.object?["layers"]?.list else {
      throw .configuration(
        file: file, layer: nil, key: "config.layers", found: config?.summary ?? "nothing",
        expected: "a list of layers")
    }
    guard entries.count <= ModelConfiguration.maximumLayerCount else {
      throw .configuration(
        file: file, layer: nil, key: "config.layers", found: "\(entries.count) layers",
        expected: "at most \(ModelConfiguration.maximumLayerCount)")
    }
    name = config?.object?["name"]?.string ?? className.lowercased()
    var layers: [LayerRecord] = []
    for (index, entry) in entries.enumerated() {
      layers.append(try LayerRecord(entry, index: index, file: file))
    }
    self.layers = layers
    var seen: Set<String> = []
    for layer in layers where !seen.insert(layer.name).inserted {
      throw .configuration(
        file: file, layer: layer.name, key: "name", found: "two layers of this name",
        expected: "unique names")
    }
    if className == "Sequential" {
      topology = .sequence(inputShape: config?.object?["build_input_shape"])
    } else {
      topology = .graph(
        inputs: try ModelConfiguration.ends("input_layers", of: config?.object, file: file),
        outputs: try ModelConfiguration.ends("output_layers", of: config?.object, file: file))
    }
  }

  private static let maximumLayerCount = 65_536

  private static func ends(
    _ key: String, of config: JSONObject?, file: String
  ) throws(KerasError) -> [TensorReference] {
    guard let value = config?[key], let references = TensorReference.all(in: value),
      !references.isEmpty
    else {
      throw .configuration(
        file: file, layer: nil, key: key, found: config?[key]?.summary ?? "nothing",
        expected: "[layer, node, tensor], a list or an object of such")
    }
    return references
  }
}
