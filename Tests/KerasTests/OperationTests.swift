import NeuralNetwork
import Testing

@testable import Keras

@Suite("Operations that are no layers")
struct OperationTests {
  /// A graph of one operation on an input of four values.
  private func graph(_ layer: String, calls: String) -> String {
    """
    {"class_name": "Functional", "config": {"name": "m", "layers": [
      {"class_name": "InputLayer", "name": "x", "inbound_nodes": [],
       "config": {"name": "x", "batch_input_shape": [null, 4]}},
      {\(layer), "name": "o", "inbound_nodes": \(calls)}],
      "input_layers": [["x", 0, 0]], "output_layers": [["o", 0, 0]]}}
    """
  }

  private func run(_ json: String) throws -> [Float] {
    let input = try #require(Tensor(dimensions: [1, 4], values: [-1, 0.5, 2, 8]))
    return try Goldens.run(try model(json).graph, on: [input])[0]
  }

  private func graphOperation(_ name: String, constants: String = "{}") -> String {
    graph(
      """
      "class_name": "TensorFlowOpLayer", "config": {"name": "o", "constants": \(constants),
        "node_def": {"name": "n", "op": "\(name)", "input": ["x", "y"], "attr": {}}}
      """, calls: #"[[["x", 0, 0, {}]]]"#)
  }

  @Test("Nodes of TensorFlow graphs, with their constants in place")
  func graphNodes() throws {
    #expect(try run(graphOperation("Relu6")) == [0, 0.5, 2, 6])
    #expect(try run(graphOperation("Neg")) == [1, -0.5, -2, -8])
    #expect(try run(graphOperation("Mul", constants: #"{"1": 2.0}"#)) == [-2, 1, 4, 16])
    #expect(try run(graphOperation("Sub", constants: #"{"0": 1.0}"#)) == [2, 0.5, -1, -7])
    #expect(
      try run(graphOperation("AddV2", constants: #"{"1": [1, 2, 3, 4]}"#)) == [0, 2.5, 5, 12])
  }

  @Test(
    "What is not known is refused by name",
    arguments: [
      ("TFOpLambda", #", "function": "math.cumsum""#, "[[\"x\", 0, 0, {}]]", "cumsum"),
      ("TFOpLambda", #", "function": "image.relu""#, "[[\"x\", 0, 0, {}]]", "image.relu"),
      ("TFOpLambda", #", "function": "nn.relu""#, "[[\"x\", 0, 0, {\"z\": 1}]]", "argument z"),
      (
        "TFOpLambda", #", "function": "math.reduce_mean""#, "[[\"x\", 0, 0, {}]]", "batch"
      ),
      (
        "TFOpLambda", #", "function": "reshape""#, "[[\"x\", 0, 0, {\"shape\": [2, 2]}]]",
        "across the batch"
      ),
      ("SlicingOpLambda", #", "function": "getitem""#, "[[\"x\", 0, 0, {}]]", "slices"),
      ("GetItem", "", "[[[\"x\", 0, 0, {}]]]", "slices"),
      ("TensorFlowOpLayer", #", "node_def": {"op": "Cumsum"}"#, "[[[\"x\", 0, 0, {}]]]", "Cumsum"),
      ("MultiHeadAttention", "", "[[[\"x\", 0, 0, {\"value\": [\"x\", 0, 0]}]]]", "attention"),
      ("Dropout", "", "[[[\"x\", 0, 0, {\"other\": 3}]]]", "other = 3"),
      (
        "Add", "",
        "[{\"args\": [{\"class_name\": \"__keras_tensor__\", \"config\": {"
          + "\"keras_history\": [\"x\", 0, 0]}}, \"text\"], \"kwargs\": {}}]", "text"
      ),
    ])
  func refused(className: String, settings: String, calls: String, words: String) throws {
    let layer = #""class_name": "\#(className)", "config": {"name": "o"\#(settings)}"#
    let refusals = try refusals { try model(graph(layer, calls: calls)) }
    #expect(refusals.map(\.layer) == ["o"])
    #expect(refusals.first?.reason.contains(words) == true, "\(refusals)")
  }

  @Test("Constants are numbers, lists or NumPy arrays")
  func constants() throws {
    let forms = [
      ("2", [], 1), ("[1, 2]", [2], 2), ("[[1], [2]]", [2, 1], 2),
      (#"{"class_name": "__numpy__", "config": {"value": [1, 2], "dtype": "float32"}}"#, [2], 2),
    ]
    for (text, dimensions, count) in forms {
      let tensor = try #require(try JSONParser.parse(text).tensor)
      #expect(tensor.dimensions == dimensions)
      #expect(tensor.values.count == count)
    }
    for text in ["[]", "[1, [2]]", "\"a\"", "[null]", "true"] {
      #expect(try JSONParser.parse(text).tensor == nil)
    }
  }
}
