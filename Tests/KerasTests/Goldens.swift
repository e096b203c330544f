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
      guard [".h5", ".keras"].contains(where: name.hasSuffix), !name.hasSuffix(".golden.h5") else {
        return false
      }
      return (try? golden(of: name)) != nil
    }.sorted()
  }()

  /// The group of inputs and outputs of a fixture: in the file, or for an archive in one beside it.
  static func golden(of name: String) throws -> Group {
    let file = name.hasSuffix(".keras") ? name + ".golden.h5" : name
    return try File(contentsOf: path(file)).root.group("golden")
  }

  /// Variants that are made to be refused carry the outputs of the model that they come from.
  static let runnable = files.filter { !refused.contains($0) }

  static let refused: Set<String> = [
    "variantNotFinite.h5", "variantWrongShape.h5", "variantWrongOrder.h5",
    "variantMissingDataset.h5", "variantFewerWeights.h5", "variantDuplicateKey.h5",
    "variantSubclassed.h5", "variantLowRank.h5",
    "variantTopLevelWeights.h5", "variantCyclic.h5",
  ]

  /// What the reader must be told about a fixture.
  static func options(for name: String) -> KerasOptions {
    var options = KerasOptions()
    if name.contains("Theano.keras1") { options.backend = .theano }
    if name.contains("TensorFlow.keras1") { options.backend = .tensorflow }
    return options
  }

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

  /// The first place where a value is further from the expected one than the tolerances allow, with
  /// what stands there; nil where all agree.
  static func disagreement(
    _ found: [Float], _ expected: [Float], absolute: Float = absolute, relative: Float = relative
  ) -> String? {
    guard found.count == expected.count else {
      return "\(found.count) values instead of \(expected.count)"
    }
    for (index, (value, goal)) in zip(found, expected).enumerated() {
      let isNear = value == goal || abs(value - goal) <= absolute + relative * abs(goal)
      if !isNear { return "at \(index): \(value) instead of \(goal)" }
    }
    return nil
  }

  /// The largest difference, for reports.
  static func difference(_ found: [Float], _ expected: [Float]) -> Float {
    guard found.count == expected.count else { return .infinity }
    return zip(found, expected).reduce(0) { max($0, abs($1.0 - $1.1)) }
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
