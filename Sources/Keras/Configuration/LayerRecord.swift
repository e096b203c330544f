/// One layer as `model_config` describes it (specs/keras-h5.md §4.2).
struct LayerRecord: Sendable {
  let name: String
  let className: String
  let configuration: JSONObject
  let module: String?
  let registeredName: String?
  /// The calls of the layer in a graph model; nil in a sequence.
  let inboundNodes: JSON?

  init(_ entry: JSON, index: Int, file: String) throws(KerasError) {
    let place = "layers[\(index)]"
    guard let object = entry.object else {
      throw .configuration(
        file: file, layer: nil, key: place, found: entry.summary, expected: "an object")
    }
    guard let className = object["class_name"]?.string else {
      throw .configuration(
        file: file, layer: nil, key: "\(place).class_name",
        found: object["class_name"]?.summary ?? "nothing", expected: "text")
    }
    // Sequential models that stand as layers in Keras 2.0–2.2.2 have a list for configuration.
    let configuration = object["config"]?.object ?? JSONObject()
    guard let name = configuration["name"]?.string ?? object["name"]?.string, !name.isEmpty else {
      throw .configuration(
        file: file, layer: nil, key: "\(place).config.name", found: "nothing", expected: "text")
    }
    self.name = name
    self.className = className
    self.configuration = configuration
    module = object["module"]?.string
    registeredName = object["registered_name"]?.string
    inboundNodes = object["inbound_nodes"]
  }

  var isInput: Bool { className == "InputLayer" }

  var isModel: Bool { ["Model", "Functional", "Sequential"].contains(className) }

  /// Whether the class comes from outside Keras.
  var isCustom: Bool {
    if className.contains(">") { return true }
    if let registeredName, registeredName != className { return true }
    if let module { return module != "keras" && !module.hasPrefix("keras.") }
    return false
  }
}
