import Testing

@testable import Keras

@Suite("Models within models")
struct InnerModelTests {
  private static let slots = [
    WeightSlot("gamma"), WeightSlot("moving_mean", isTrained: false),
  ]

  private func leaves(frozen: Set<String> = []) -> [InnerWeights.Leaf] {
    ["a", "b"].map { name in
      InnerWeights.Leaf(
        path: "m/\(name)", name: name, slots: InnerModelTests.slots,
        isTrainable: !frozen.contains(name))
    }
  }

  private func order(
    _ labels: [String], frozen: Set<String> = []
  ) throws(KerasError) -> [[String]] {
    let weights = labels.enumerated().map { WeightStore.Weight(label: $1, path: "\($0)") }
    return try InnerWeights(leaves(frozen: frozen))
      .distributed(weights, model: "m", file: "f").map { $0.map(\.path) }
  }

  @Test("What is trained comes first, then the statistics")
  func trainedFirst() throws {
    #expect(try order(["w", "x", "y", "z"]) == [["0", "2"], ["1", "3"]])
  }

  @Test("A frozen layer has all its weights among the rest")
  func frozen() throws {
    // b/gamma, a/gamma, a/mean, b/mean
    #expect(try order(["w", "x", "y", "z"], frozen: ["a"]) == [["1", "2"], ["0", "3"]])
    #expect(try order(["w", "x", "y", "z"], frozen: ["a", "b"]) == [["0", "1"], ["2", "3"]])
  }

  @Test("Names decide where they tell all")
  func named() throws {
    let labels = ["m/a/gamma:0", "m/a/moving_mean:0", "m/b/gamma:0", "m/b/moving_mean:0"]
    #expect(try order(labels) == [["0", "1"], ["2", "3"]])
    // Renumbered names tell nothing, and the order decides.
    let renumbered = labels.map { $0.replacing("a/", with: "a_1/") }
    #expect(try order(renumbered) == [["0", "2"], ["1", "3"]])
  }

  @Test("Names in an order that no Keras writes are an error, as is another number of weights")
  func malformed() {
    let labels = ["b/moving_mean:0", "a/gamma:0", "b/gamma:0", "a/moving_mean:0"]
    #expect(throws: KerasError.self) { try order(labels) }
    #expect(throws: KerasError.self) { try order(["w"]) }
  }

  @Test("Layers within are listed under the name of their model, and counted once")
  func layers() throws {
    let model = try KerasModel(contentsOf: Goldens.path("NestedOutputs.tfkeras.h5"))
    #expect(model.layers.contains { $0.name == "deep/deepest/dc" && $0.parameters == 6 })
    #expect(model.layers.contains { $0.name == "two/left" && $0.outputShape == [4, 4, 2] })
    // 4×2 of the normalisation, 2×2+2, and twice 3×3×2×2+2.
    #expect(model.parameters == 8 + 6 + 2 * 38)
  }

  @Test("Calls are counted from where the numbers themselves tell")
  func numbering() throws {
    for generation in ["keras3", "tfkeras"] {
      let model = try KerasModel(contentsOf: Goldens.path("Nested.\(generation).h5"))
      #expect(model.inputs.map(\.name) == ["a", "b"])
      #expect(model.outputs.map(\.name) == ["cc", "func"])
    }
  }

  @Test("Models that call models without end are refused before they take memory")
  func explosion() {
    let calls = (0..<8).map { _ in "[[\"i\", 0, 0, {}]]" }.joined(separator: ", ")
    var (inner, end) = (#"{"class_name": "Identity", "config": {"name": "l"}}"#, #"["l", 0, 0]"#)
    for depth in 0..<9 {
      inner = """
        {"class_name": "Functional", "config": {"name": "m\(depth)", "layers": [
          {"class_name": "InputLayer", "inbound_nodes": [],
           "config": {"name": "i", "batch_input_shape": [null, 4]}},
          \(inner.dropLast()), "inbound_nodes": [\(calls)]}],
          "input_layers": [["i", 0, 0]], "output_layers": [\(end)]}}
        """
      end = "[\"m\(depth)\", 1, 0]"
    }
    let error = #expect(throws: KerasError.self) { try model(inner) }
    #expect(error?.description.contains("calls") == true, "\(String(describing: error))")
  }

  @Test("Refusals within are named with the path of their model")
  func refused() throws {
    let refusals = try refusals {
      try model(
        sequence(
          """
          {"class_name": "Sequential", "config": {"name": "inner", "layers": [
            {"class_name": "Lambda", "config": {"name": "l"}},
            {"class_name": "Flatten", "config": {"name": "f"}}]}}
          """, #"{"class_name": "Softmax", "config": {"name": "s", "axis": 0}}"#))
    }
    #expect(refusals.map(\.layer) == ["inner/l"])
  }
}
