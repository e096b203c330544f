import Foundation
import HDF5
import NeuralNetwork
import Testing

@testable import Keras

@Suite("The architectures of keras.applications")
struct ApplicationTests {
  /// Where Fixtures/make_application_goldens.py wrote them.
  static let folder = ProcessInfo.processInfo.environment["MIEN_KERAS_APPLICATIONS"]
  static let names =
    folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }?
    .filter { $0.hasSuffix(".h5") }.sorted() ?? []

  @Test(
    "Outputs agree with Keras",
    .enabled(if: folder != nil, "the models of keras.applications were not made"),
    arguments: names)
  func outputsAgree(name: String) throws {
    let path = (ApplicationTests.folder ?? "") + "/" + name
    let model = try KerasModel(contentsOf: path)
    let golden = try File(contentsOf: path).root.group("golden")
    let inputs = try Goldens.tensors("input_", in: golden)
    let expected = try Goldens.tensors("output_", in: golden)
    for graph in [model.graph, model.graph.optimized()] {
      let found = try Goldens.run(graph, on: inputs)[0]
      print("\(name): largest difference \(Goldens.difference(found, expected[0].values))")
      #expect(
        Goldens.disagreement(
          found, expected[0].values, absolute: Goldens.whole, relative: Goldens.whole) == nil)
    }
  }
}
