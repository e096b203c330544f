import HDF5

/// Reads the file at `path` as far as it can be read and says whether it runs here.
///
/// Never throws: what is wrong is part of the report.
public func inspect(_ path: String) -> KerasFileReport {
  var report = KerasFileReport(file: path)
  do throws(KerasError) {
    let file = try KerasFile(contentsOf: path)
    report.kind = file.kind
    report.kerasVersion = file.shownVersion(nil)
    report.backend = file.backend
    // Failures of the survey come again, in their turn, from loading.
    var counts: [String: Int] = [:]
    if let survey = try? WeightSurvey(file) {
      report.parameters = survey.parameters
      report.nonFiniteWeights = survey.nonFinite
      report.storedTypes = survey.types.sorted()
      counts = survey.parametersByLayer
    }
    let configuration = try file.configuration(KerasOptions())
    report.kerasVersion = file.shownVersion(configuration)
    report.modelName = configuration.name
    report.modelClass = configuration.className
    report.policies = policies(of: configuration)
    report.layers = configuration.leaves.map { path, record in
      LayerSummary(
        name: path, className: record.className, outputShape: nil, parameters: counts[path] ?? 0,
        multiplyAdds: nil)
    }
    let model = try KerasModel(file)
    report.layers = model.layers
    report.inputs = model.inputs
    report.outputs = model.outputs
    report.multiplyAdds = model.multiplyAdds
    report.verdict = .runs
  } catch {
    if case .unsupported(_, let refusals) = error {
      report.verdict = .unsupported
      report.refusals = refusals
    } else {
      report.error = error.description
    }
  }
  return report
}

private func policies(of configuration: ModelConfiguration) -> [String] {
  let policies = configuration.leaves.compactMap { _, record in
    LayerSettings(
      file: configuration.file, name: record.name, className: record.className, version: nil,
      values: record.configuration
    ).policy
  }
  return Set(policies).sorted()
}

extension KerasModel {
  /// Multiply-adds for one sample; nil when the input's shape is free.
  public var multiplyAdds: Int? {
    var total = 0
    for layer in layers {
      guard let count = layer.multiplyAdds else { return nil }
      total = total.addingSaturating(count)
    }
    return total
  }

  /// Number of trained values, running statistics included.
  public var parameters: Int {
    layers.reduce(0) { $0.addingSaturating($1.parameters) }
  }
}

/// All stored weights, looked at without the model.
private struct WeightSurvey {
  var parameters = 0
  var nonFinite = 0
  var types: Set<String> = []
  var parametersByLayer: [String: Int] = [:]

  init?(_ file: KerasFile) throws(KerasError) {
    guard let store = try file.store() else { return nil }
    for layer in store.layers {
      for weight in layer.weights {
        let dataset = try store.dataset(of: weight)
        parameters += dataset.count
        guard parameters <= Limits.standard.elementCount else { return nil }
        parametersByLayer[layer.name, default: 0] += dataset.count
        types.insert(dataset.elementType.description)
        do throws(HDF5Error) {
          nonFinite += try dataset.floats().nonFiniteCount
        } catch {
          throw .file(error)
        }
      }
    }
  }
}
