/// The calls of one layer in a graph model: what each is applied to (specs/keras-h5.md §4.3, §5).
struct LayerCalls: Sendable {
  /// For each call the values that it takes, in order.
  let calls: [[TensorReference]]

  /// - Throws: `KerasError.configuration` for a form that no Keras writes; `unsupported` when a
  ///   call takes more than values.
  init(of record: LayerRecord, file: String) throws(KerasError) {
    let reader = Reader(record: record, file: file)
    guard let nodes = record.inboundNodes?.list else {
      throw reader.malformed(record.inboundNodes ?? .null)
    }
    var calls: [[TensorReference]] = []
    for node in nodes {
      calls.append(node.object == nil ? try reader.listCall(node) : try reader.argumentCall(node))
    }
    self.calls = calls
  }

  private struct Reader {
    let record: LayerRecord
    let file: String

    /// Keras 2: `[["name", node, tensor, {arguments}], …]`
    func listCall(_ node: JSON) throws(KerasError) -> [TensorReference] {
      guard let list = node.list else { throw malformed(node) }
      // Operations drop one level of nesting when they take a single value.
      let tensors = list.first?.string == nil ? list : [node]
      var references: [TensorReference] = []
      for tensor in tensors {
        guard let parts = tensor.list, let reference = TensorReference(parts) else {
          throw malformed(tensor)
        }
        if parts.count > 3, let arguments = parts[3].object { try checkArguments(arguments) }
        references.append(reference)
      }
      return references
    }

    /// Keras 3: `{"args": […], "kwargs": {…}}`
    func argumentCall(_ node: JSON) throws(KerasError) -> [TensorReference] {
      guard let object = node.object, let arguments = object["args"]?.list else {
        throw malformed(node)
      }
      var references: [TensorReference] = []
      for argument in arguments {
        for tensor in argument.list ?? [argument] {
          guard let reference = TensorReference(kerasTensor: tensor) else {
            if tensor.object?["class_name"]?.string == "__keras_tensor__" {
              throw malformed(tensor)
            }
            throw refusal("a call takes the constant \(tensor.summary)")
          }
          references.append(reference)
        }
      }
      if let keywords = object["kwargs"]?.object { try checkArguments(keywords) }
      return references
    }

    private func checkArguments(_ arguments: JSONObject) throws(KerasError) {
      for key in arguments.keys where key != "training" && key != "name" {
        guard let value = arguments[key], !value.isNull else { continue }
        throw refusal("a call takes the argument \(key) = \(value.summary)")
      }
    }

    private func refusal(_ reason: String) -> KerasError {
      .unsupported(
        file: file,
        [
          Refusal(
            layer: record.name, className: record.className, reason: reason,
            fix: "express it with layers and save the model again")
        ])
    }

    func malformed(_ found: JSON) -> KerasError {
      .configuration(
        file: file, layer: record.name, key: "inbound_nodes", found: found.summary,
        expected: "calls as lists of [layer, node, tensor] or as objects with args")
    }
  }
}
