import Glibc
import Testing

@testable import NeuralNetwork

@Suite("Memory of a run", .serialized)
struct AllocationTests {
  @Test("An allocation ends the child", .enabled(if: Starvation.isAvailable))
  func starvation() {
    #expect(Starvation.run {} == .finished)
    let outcome = Starvation.run {
      withExtendedLifetime([Float](repeating: 1, count: 9)) {}
    }
    #expect(outcome != .finished && outcome != .notStarted)
  }

  @Test(
    "Runs after the first allocate nothing, whatever the layer",
    .enabled(if: Starvation.isAvailable), arguments: try LayerExample.all(seed: 1))
  func runsAllocateNothing(example: LayerExample) throws {
    let plan = try Plan(example.singleInputGraph(), maximumBatch: 3)
    let context = plan.makeContext()
    let input = [Float](repeating: 0.5, count: 3 * plan.inputShape.count)
    var output = [Float](repeating: 0, count: 3 * plan.outputShape.count)
    func run() throws {
      var target = output.mutableSpan
      try context.run(batch: 3, input: input.span, output: &target)
    }
    try run()
    let outcome = Starvation.run {
      do { try run() } catch { abort() }
    }
    #expect(outcome == .finished)
  }

  @Test("The memory of a plan is known before it runs, and of one algorithm grows with the batch")
  func peakBytes() throws {
    for example in try LayerExample.all(seed: 2) {
      let graph = try example.graph()
      let plans = (try Plan(graph, maximumBatch: 1), try Plan(graph, maximumBatch: 8))
      let (one, eight) = (plans.0.peakBytes, plans.1.peakBytes)
      let shapes = try example.inputs + [example.layer.outputShape(of: example.inputs)]
      let least = shapes.map(\.count).max() ?? 0
      #expect(one >= 4 * least && eight >= 8 * 4 * least, "\(example)")
      if plans.0.nodes.map(\.algorithm) == plans.1.nodes.map(\.algorithm) {
        #expect(eight <= 8 * one, "\(example)")
      }
    }
  }
}

extension LayerExample {
  /// A graph with one input that yields the layer's inputs by cutting and reshaping.
  fileprivate func singleInputGraph() throws -> Graph {
    let total = inputs.map(\.count).reduce(0, +)
    var nodes: [Graph.Node] = []
    var ends: [Int] = []
    var start = 0
    for shape in inputs {
      nodes.append(
        .init(
          name: "part",
          layer: try Cropping(before: [start], after: [total - start - shape.count]), inputs: [0]))
      nodes.append(
        .init(
          name: "shaped", layer: try Reshape(dimensions: shape.dimensions),
          inputs: [nodes.count]))
      ends.append(nodes.count)
      start += shape.count
    }
    nodes.append(.init(name: "layer", layer: layer, inputs: ends))
    return try Graph(
      inputs: [.init(name: "all", dimensions: [total, 1])], nodes: nodes, outputs: [nodes.count])
  }
}
