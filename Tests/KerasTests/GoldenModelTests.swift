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
}
