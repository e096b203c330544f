/// The layers of a model, each read and found to be supported.
struct LayerCatalog: Sendable {
  /// By name; input layers are not among them.
  let layers: [String: any KerasLayer]
  /// For graph models: the calls of each layer, by name.
  let calls: [String: LayerCalls]

  /// Reads all layers before it complains, so that all refusals come at once.
  ///
  /// - Parameter refusals: what has been found against the file before.
  /// - Throws: `KerasError.unsupported`, `configuration`.
  init(
    _ model: ModelConfiguration, version: KerasVersion?, refusals earlier: [Refusal]
  ) throws(KerasError) {
    var refusals = earlier
    var layers: [String: any KerasLayer] = [:]
    var calls: [String: LayerCalls] = [:]
    for record in model.layers {
      do throws(KerasError) {
        if record.isInput {
          try InputShape.check(record, file: model.file)
          continue
        }
        layers[record.name] = try LayerTable.layer(
          for: record, file: model.file, version: version)
        if case .graph = model.topology {
          calls[record.name] = try LayerCalls(of: record, file: model.file)
        }
      } catch {
        guard case .unsupported(_, let found) = error else { throw error }
        refusals += found
      }
    }
    guard refusals.isEmpty else { throw .unsupported(file: model.file, refusals) }
    self.layers = layers
    self.calls = calls
  }
}
