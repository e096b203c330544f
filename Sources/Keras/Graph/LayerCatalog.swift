/// The layers of a model, each read and either supported or refused.
struct LayerCatalog: Sendable {
  /// The supported layers by name; input layers are not among them.
  let layers: [String: any KerasLayer]
  /// For graph models: the calls of each layer, by name.
  let calls: [String: LayerCalls]
  /// Names of the refused layers.
  let refused: Set<String>
  /// What is against the layers, in their order.
  let refusals: [Refusal]

  /// Reads all layers before anything is said, so that all refusals come at once.
  ///
  /// - Throws: `KerasError.configuration`.
  init(_ model: ModelConfiguration, version: KerasVersion?) throws(KerasError) {
    var layers: [String: any KerasLayer] = [:]
    var calls: [String: LayerCalls] = [:]
    var refused: Set<String> = []
    var refusals: [Refusal] = []
    for record in model.layers {
      do throws(KerasError) {
        if record.isInput {
          try InputShape.check(record, file: model.file)
        } else {
          layers[record.name] = try LayerTable.layer(
            for: record, file: model.file, version: version)
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
        if refused.contains(record.name) { continue }
        guard case .unsupported(_, let found) = error else { throw error }
        refusals += found
        refused.insert(record.name)
      }
    }
    self.layers = layers
    self.calls = calls
    self.refused = refused
    self.refusals = refusals
  }
}
