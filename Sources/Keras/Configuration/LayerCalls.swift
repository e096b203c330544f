/// The calls of one layer in a graph model (specs/keras-h5.md §4.3, §5).
struct LayerCalls: Sendable {
  let calls: [LayerCall]
  /// Whether they are written as Keras 3 writes them.
  let areObjects: Bool

  /// - Throws: `KerasError.configuration` for a form that no Keras writes.
  init(of record: LayerRecord, file: String) throws(KerasError) {
    guard let nodes = record.inboundNodes?.list else {
      throw Reader(record: record, file: file).malformed(record.inboundNodes ?? .null)
    }
    var calls: [LayerCall] = []
    for node in nodes {
      var reader = Reader(record: record, file: file)
      if node.object == nil {
        try reader.readList(node)
      } else {
        try reader.readObject(node)
      }
      calls.append(reader.call)
    }
    self.calls = calls
    areObjects = nodes.first?.object?["args"] != nil
  }

  private struct Reader {
    let record: LayerRecord
    let file: String
    var call = LayerCall()

    /// Keras 2: `[["name", node, tensor, {keywords}], …]`
    mutating func readList(_ node: JSON) throws(KerasError) {
      guard let list = node.list else { throw malformed(node) }
      // Operations drop one level of nesting when they take a single value.
      let tensors = list.first?.string == nil ? list : [node]
      for tensor in tensors {
        guard let parts = tensor.list, parts.count >= 3, let name = parts[0].string else {
          throw malformed(tensor)
        }
        if name == "_CONSTANT_VALUE" {
          call.positional.append(.constant(parts[2]))
        } else {
          guard let reference = TensorReference(parts) else { throw malformed(tensor) }
          call.positional.append(append(reference))
        }
        // Each value of a call repeats the keywords.
        guard parts.count > 3, let keywords = parts[3].object, call.keywords.isEmpty else {
          continue
        }
        readKeywords(keywords)
      }
    }

    /// Keras 3: `{"args": […], "kwargs": {…}}`; tf.keras: values by key, each as in a list.
    mutating func readObject(_ node: JSON) throws(KerasError) {
      guard let object = node.object else { throw malformed(node) }
      guard let arguments = object["args"]?.list else {
        try readMembers(of: object, node)
        return
      }
      for argument in arguments {
        if arguments.count == 1, let members = argument.object, members["class_name"] == nil {
          try readMembers(of: members, argument)
        } else {
          call.positional.append(try read(argument))
        }
      }
      call.isOperation = arguments.count > 1
      if let keywords = object["kwargs"]?.object { readKeywords(keywords) }
    }

    private mutating func readMembers(of object: JSONObject, _ node: JSON) throws(KerasError) {
      for (_, value) in object.members {
        guard let list = value.list else {
          call.positional.append(try read(value))
          continue
        }
        guard let reference = TensorReference(list) else { throw malformed(value) }
        call.positional.append(append(reference))
      }
      guard !object.keys.isEmpty, call.inputs.count == object.keys.count else {
        throw malformed(node)
      }
      call.inputKeys = object.keys
    }

    private mutating func append(_ reference: TensorReference) -> LayerCall.Argument {
      call.inputs.append(reference)
      return .value(call.inputs.count - 1)
    }

    private mutating func readKeywords(_ keywords: JSONObject) {
      for key in keywords.keys where key != "training" && key != "name" {
        guard let value = keywords[key], !value.isNullThroughout else { continue }
        // What cannot be read is left to the layer to refuse.
        call.keywords[key] = (try? read(value)) ?? .constant(value)
      }
    }

    private mutating func read(_ value: JSON) throws(KerasError) -> LayerCall.Argument {
      if value.object?["class_name"]?.string == "__keras_tensor__" {
        guard let reference = TensorReference(kerasTensor: value) else { throw malformed(value) }
        return append(reference)
      }
      guard let list = value.list else { return .constant(value) }
      if let name = list.first?.string, list.count >= 3 {
        if name == "_CONSTANT_VALUE" { return .constant(list[2]) }
        if let reference = TensorReference(list) { return append(reference) }
      }
      var elements: [LayerCall.Argument] = []
      for element in list { elements.append(try read(element)) }
      return .list(elements)
    }

    func malformed(_ found: JSON) -> KerasError {
      .configuration(
        file: file, layer: record.name, key: "inbound_nodes", found: found.summary,
        expected: "calls as lists of [layer, node, tensor] or as objects with args")
    }
  }
}
