import Foundation
import HDF5
import NeuralNetwork

@testable import Keras

/// The files beside the tests, and what Keras computed for them.
enum Goldens {
  /// Largest difference of a layer's value from Keras: absolute, and relative to the value. Both
  /// sum in float32, in another order.
  static let absolute: Float = 1e-5
  static let relative: Float = 1e-4
  /// The same for the outputs of whole models.
  static let whole: Float = 1e-4

  static let folder = Bundle.module.bundleURL.appendingPathComponent("Fixtures")

  static func path(_ name: String) -> String {
    folder.appendingPathComponent(name).path
  }

  /// Fixtures that carry inputs and outputs.
  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { name in
      guard name.hasSuffix(".h5"), let file = try? File(contentsOf: path(name)) else {
        return false
      }
      return (try? file.root.contains("golden")) ?? false
    }.sorted()
  }()

  /// Variants that are made to be refused carry the outputs of the model that they come from.
  static let runnable = files.filter { !refused.contains($0) }

  static let refused: Set<String> = [
    "variantNotFinite.h5", "variantWrongShape.h5", "variantWrongOrder.h5",
    "variantMissingDataset.h5", "variantFewerWeights.h5", "variantDuplicateKey.h5",
    "variantKeras1.h5", "variantSubclassed.h5", "variantFloat64Policy.h5", "variantLowRank.h5",
    "variantTopLevelWeights.h5", "variantCyclic.h5",
  ]

  /// The tensors `prefix0`, `prefix1`, … of a group.
  static func tensors(_ prefix: String, in group: Group) throws -> [Tensor] {
    var tensors: [Tensor] = []
    while try group.contains("\(prefix)\(tensors.count)") {
      let dataset = try group.dataset("\(prefix)\(tensors.count)")
      let values = try dataset.floats()
      guard let tensor = Tensor(dimensions: dataset.dimensions, values: values) else { break }
      tensors.append(tensor)
    }
    return tensors
  }

  /// Runs a graph on a batch of each input.
  static func run(_ graph: Graph, on inputs: [Tensor]) throws -> [[Float]] {
    let batch = inputs[0].dimensions[0]
    let shapes = inputs.map { Shape(Array($0.dimensions.dropFirst())) }
    let plan = try Plan(graph, inputShapes: shapes, maximumBatch: batch)
    return try plan.makeContext().predict(inputs.map(\.values), batch: batch)
  }

  /// The largest difference, relative where the expected value is over 1.
  static func difference(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(0) { worst, pair in
      let difference = abs(pair.0 - pair.1) / max(1, abs(pair.1))
      return difference.isNaN ? .infinity : max(worst, difference)
    }
  }

  /// A folder from the environment, or beside the repository; nil where absent.
  static func external(_ variable: String, default name: String) -> String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment[variable]
      ?? root.deletingLastPathComponent().appendingPathComponent(name).path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}
