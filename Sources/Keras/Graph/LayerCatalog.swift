/// The layers of a model, each read and either supported or refused.
struct LayerCatalog: Sendable {
  let configuration: ModelConfiguration
  /// What the layers' names are appended to where they must be unique: empty, or the path of the
  /// model with a slash.
  let prefix: String
  /// The supported layers by name; input layers and models are not among them.
  let layers: [String: any KerasLayer]
  /// The inner models by name.
  let models: [String: LayerCatalog]
  /// For graph models: the calls of each layer, by name.
  let calls: [String: LayerCalls]
  /// Names of the refused layers.
  let refused: Set<String>
  /// What is against the layers, in their order, those of inner models included.
  let refusals: [Refusal]
  /// What to know about them, in their order.
  let warnings: [ModelWarning]

  /// Reads all layers before anything is said, so that all refusals come at once.
  ///
  /// - Throws: `KerasError.configuration`.
  init(
    _ model: ModelConfiguration, version: KerasVersion?, options: KerasOptions,
    prefix: String = ""
  ) throws(KerasError) {
    var layers: [String: any KerasLayer] = [:]
    var models: [String: LayerCatalog] = [:]
    var calls: [String: LayerCalls] = [:]
    var refused: Set<String> = []
    var refusals: [Refusal] = []
    var warnings: [ModelWarning] = []
    for record in model.layers {
      let path = prefix + record.name
      do throws(KerasError) {
        if let inner = record.model {
          let catalog = try LayerCatalog(
            inner, version: version, options: options, prefix: path + "/")
          models[record.name] = catalog
          refusals += catalog.refusals
          warnings += catalog.warnings
        } else {
          var settings = LayerSettings(
            file: model.file, name: path, className: record.className, version: version,
            values: record.configuration, options: options)
          defer { warnings += settings.warnings }
          if record.isInput {
            try settings.finish()
          } else {
            layers[record.name] = try LayerTable.layer(for: record, settings: &settings)
          }
        }
      } catch {
        guard case .unsupported(_, let found) = error else { throw error }
        refusals += found
        refused.insert(record.name)
      }
      guard case .graph = model.topology, !record.isInput else { continue }
      do throws(KerasError) {
        calls[record.name] = try LayerCalls(of: record, file: model.file)
      } catch {
        // A layer that is refused anyway may be called in ways of its own.
        guard refused.contains(record.name) else { throw error }
      }
    }
    configuration = model
    self.prefix = prefix
    self.layers = layers
    self.models = models
    self.calls = calls
    self.refused = refused
    self.refusals = refusals
    self.warnings = warnings
  }

  /// Whether a layer, or one within it, is refused.
  var hasRefusals: Bool { !refused.isEmpty || models.values.contains(where: \.hasRefusals) }
}
