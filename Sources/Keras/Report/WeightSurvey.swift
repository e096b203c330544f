import HDF5

/// All stored weights, looked at without the model; what cannot be read is noted and passed over.
struct WeightSurvey {
  private(set) var weights: [WeightStatistics] = []
  private(set) var errors: [String] = []
  private(set) var parametersByLayer: [String: Int] = [:]
  private(set) var types: Set<String> = []
  /// Number of values of all weights.
  private(set) var parameters = 0

  /// How many are NaN or infinite.
  var nonFinite: Int { weights.reduce(0) { $0 + $1.notANumber + $1.infinite } }

  init(_ store: WeightStore) {
    for layer in store.layers {
      for weight in layer.weights {
        do throws(KerasError) {
          try add(try store.dataset(of: weight), layer: layer.name)
        } catch {
          errors.append(error.description)
          // Of a file in which everything is wrong, some of it is enough.
          if errors.count >= WeightSurvey.maximumErrors { return }
        }
        if parameters > Limits.standard.elementCount { return }
      }
    }
  }

  private static let maximumErrors = 100

  private mutating func add(_ dataset: Dataset, layer: String) throws(KerasError) {
    parameters += dataset.count
    parametersByLayer[layer, default: 0] += dataset.count
    types.insert(dataset.elementType.description)
    guard parameters <= Limits.standard.elementCount else { return }
    do throws(HDF5Error) {
      weights.append(
        WeightStatistics(
          path: dataset.location.object, dimensions: dataset.dimensions,
          storedType: dataset.elementType.description, values: try dataset.floats()))
    } catch {
      throw .file(error)
    }
  }
}
