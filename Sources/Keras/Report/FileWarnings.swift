import HDF5

/// What to know about a file that no loader trips over.
struct FileWarnings {
  private(set) var warnings: [ModelWarning] = []
  private let report: KerasFileReport

  init(_ file: KerasFile, report: KerasFileReport) {
    self.report = report
    if file.kind == .wholeModel { findTrainingLeftovers(file.root) }
    if report.kerasVersion == nil, report.kind != nil {
      warn("the file does not say which Keras wrote it (keras_version)")
    }
    findTypes()
    findOddWeights()
  }

  private mutating func warn(_ message: String) {
    warnings.append(ModelWarning(layer: nil, message: message))
  }

  /// What serves only to train on: it makes files large and is never read.
  private mutating func findTrainingLeftovers(_ root: Group) {
    let fix = "save with model.save(…, include_optimizer=False) to leave it out"
    let hasOptimizer = (try? root.contains("optimizer_weights")) ?? false
    if hasOptimizer, let group = try? root.group("optimizer_weights") {
      let names = (try? group.texts("weight_names")) ?? []
      var bytes = 0
      for name in names.prefix(Limits.standard.attributeCount) {
        guard let dataset = try? group.dataset(name) else { continue }
        bytes += dataset.byteCount
      }
      let share = report.fileSize > 0 ? 100 * bytes / report.fileSize : 0
      warn("the optimizer's state is in the file (\(bytes) bytes, \(share) % of it); \(fix)")
    }
    if (try? root.hasAttribute("training_config")) ?? false, !hasOptimizer {
      warn("the training's settings are in the file (training_config); \(fix)")
    }
  }

  private mutating func findTypes() {
    for type in report.storedTypes where type != "float32" && type.hasPrefix("float") {
      warn("weights are stored as \(type); they are read as float32")
    }
    for policy in report.policies where policy != "float32" {
      warn(
        "the dtype policy is \(policy), this runtime computes in float32; results differ from "
          + "Keras' by its rounding")
    }
  }

  private mutating func findOddWeights() {
    for weight in report.weights {
      let suffix = weight.path.weightSuffix
      if weight.notANumber + weight.infinite > 0 {
        warn(
          "\(weight.path) has \(weight.notANumber) NaN and \(weight.infinite) infinite values of "
            + "\(weight.count); train again from a sound checkpoint")
      } else if weight.zeros == weight.count, weight.count > 1, suffix.hasSuffix("kernel") {
        warn("\(weight.path) is all zeros: the layer ignores its input")
      }
      if suffix == "moving_variance", let minimum = weight.minimum, minimum < 0 {
        warn("\(weight.path) has a negative variance of \(minimum): the file may be damaged")
      }
    }
  }
}

extension Dataset {
  /// Bytes of the values in the file, before any compression.
  fileprivate var byteCount: Int {
    switch elementType {
    case .float(let bits, _): count.multipliedReportingOverflow(by: bits / 8).partialValue
    default: count.multipliedReportingOverflow(by: 4).partialValue
    }
  }
}

/// What to know about a model that runs.
struct ModelNotes {
  let warnings: [ModelWarning]

  init(_ model: KerasModel) {
    let used = Set(
      model.graph.nodes.map { node in
        // `name@call/operation`, where a layer's own name may have slashes too.
        node.name.split(separator: "@").first.map(String.init) ?? node.name
      })
    let inputs = Set(model.inputs.map(\.name))
    let idle = model.layers.filter { layer in
      !inputs.contains(layer.name)
        && !used.contains { $0 == layer.name || $0.hasPrefix(layer.name + "/") }
    }
    let names = idle.prefix(8).map(\.name).joined(separator: ", ") + (idle.count > 8 ? ", …" : "")
    warnings =
      idle.isEmpty
      ? []
      : [
        ModelWarning(
          layer: nil,
          message: "layers that do nothing when the model is used, and are left out: " + names)
      ]
  }
}
