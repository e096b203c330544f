/// One layer as `model_config` describes it (specs/keras-h5.md §4.2).
struct LayerRecord: Sendable {
  let name: String
  let className: String
  let configuration: JSONObject
  let module: String?
  let registeredName: String?
  /// The calls of the layer in a graph model; nil in a sequence.
  let inboundNodes: JSON?
  /// The model that the layer is; nil for ordinary layers.
  let model: ModelConfiguration?
  /// How the file lays out the layer's kernels.
  let kernels: KernelLayout
  /// Why the layer cannot be brought into today's form; nil for most.
  let refusal: Refusal?

  /// - Parameter context: the model around it.
  /// - Throws: `KerasError.configuration`, also for what is wrong in an inner model.
  init(
    _ entry: JSON, index: Int, context: ModelConfiguration.Context
  ) throws(KerasError) {
    let place = "layers[\(index)]"
    guard let object = entry.object else {
      throw .configuration(
        file: context.file, layer: context.model, key: place, found: entry.summary,
        expected: "an object")
    }
    guard let className = object["class_name"]?.string else {
      throw .configuration(
        file: context.file, layer: context.model, key: "\(place).class_name",
        found: object["class_name"]?.summary ?? "nothing", expected: "text")
    }
    // Sequential models that stand as layers in Keras 1 to 2.2.2 have a list for configuration.
    let configuration = object["config"]?.object ?? JSONObject()
    guard let name = configuration["name"]?.string ?? object["name"]?.string, !name.isEmpty else {
      throw .configuration(
        file: context.file, layer: context.model, key: "\(place).config.name", found: "nothing",
        expected: "text")
    }
    self.name = name
    self.className = className
    self.configuration = configuration
    module = object["module"]?.string
    registeredName = object["registered_name"]?.string
    inboundNodes = object["inbound_nodes"]
    model =
      ModelConfiguration.classes.contains(className)
      ? try ModelConfiguration(
        className: className, config: object["config"], name: name, context: context.inside(name))
      : nil
    kernels = .current
    refusal = nil
  }

  /// A layer that the file does not have as such.
  init(
    name: String, className: String, configuration: JSONObject, inboundNodes: JSON? = nil,
    kernels: KernelLayout = .current, refusal: Refusal? = nil
  ) {
    self.name = name
    self.className = className
    self.configuration = configuration
    self.inboundNodes = inboundNodes
    self.kernels = kernels
    self.refusal = refusal
    module = nil
    registeredName = nil
    model = nil
  }

  var isInput: Bool { className == "InputLayer" }

  /// False only when training was switched off.
  var isTrainable: Bool { configuration["trainable"]?.boolean ?? true }

  /// Whether the class comes from outside Keras.
  var isCustom: Bool {
    if className.contains(">") { return true }
    if let registeredName, registeredName != className { return true }
    if let module { return module != "keras" && !module.hasPrefix("keras.") }
    return false
  }
}
