import Foundation
import Testing

@testable import NeuralNetwork

@Suite("Properties of plans, over all layers")
struct PlanPropertyTests {
  @Test(
    "A sample's result does not depend on batch, position or other samples",
    arguments: try LayerExample.all(seed: 3))
  func batchIndependence(example: LayerExample) throws {
    var random = SeededGenerator(seed: 4)
    let plan = try Plan(example.graph(), maximumBatch: 5)
    let context = plan.makeContext()
    let sample = example.inputs.map { random.values($0.count) }
    let alone = try context.predict(sample, batch: 1)[0]
    for batch in 2...5 {
      let position = random.integer(0...(batch - 1))
      let inputs = zip(sample, example.inputs).map { own, shape in
        var values = random.values(batch * shape.count, in: -9...9)
        values.replaceSubrange(
          (position * shape.count)..<((position + 1) * shape.count), with: own)
        return values
      }
      let found = try context.predict(inputs, batch: batch)[0]
      expectEqual(
        Array(found.dropFirst(position * alone.count).prefix(alone.count)), alone,
        within: Tolerance.close, "sample \(position) of \(batch)")
    }
  }

  @Test("Random graphs give the same in batches of every size", arguments: 0..<10)
  func batchesOfGraphs(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let shape = Shape([5, 4, random.integer(1...9)])
    let graph = try random.graph(input: shape, nodes: random.integer(4...12))
    let input = random.values(6 * shape.count)
    let whole = try Plan(graph, maximumBatch: 6).makeContext().predict([input], batch: 6)
    for batch in [1, 2, 3] {
      let context = try Plan(graph, maximumBatch: batch).makeContext()
      for first in stride(from: 0, to: 6, by: batch) {
        let part = Array(input.dropFirst(first * shape.count).prefix(batch * shape.count))
        for (found, whole) in zip(try context.predict([part], batch: batch), whole) {
          let count = whole.count / 6
          expectEqual(
            found, Array(whole.dropFirst(first * count).prefix(batch * count)),
            within: Tolerance.close, "batches of \(batch)")
        }
      }
    }
  }

  @Test("The same bits on any number of threads", arguments: [1, 2, 3, 8])
  func threads(count: Int) throws {
    var random = SeededGenerator(seed: count)
    let shape = Shape([6, 5, 8])
    let graph = try random.graph(input: shape, nodes: 12)
    let plan = try Plan(graph, maximumBatch: 3)
    let inputs = (0..<4).map { _ in random.values(3 * shape.count) }
    let expected = try inputs.map { try plan.makeContext().predict([$0], batch: 3) }
    let results = Results()
    let threads = (0..<count).map { _ in
      Thread {
        let context = plan.makeContext()
        for _ in 0..<5 {
          results.add(inputs.map { try? context.predict([$0], batch: 3) })
        }
        results.finish()
      }
    }
    for thread in threads { thread.start() }
    let all = results.wait(for: count)
    #expect(all.count == 5 * count)
    #expect(all.allSatisfy { $0 == expected.map(Optional.some) })
  }

  /// What threads have computed.
  private final class Results: @unchecked Sendable {
    private let condition = NSCondition()
    private var values: [[[[Float]]?]] = []
    private var finished = 0

    func add(_ value: [[[Float]]?]) { condition.withLock { values.append(value) } }

    func finish() {
      condition.withLock {
        finished += 1
        condition.broadcast()
      }
    }

    func wait(for count: Int) -> [[[[Float]]?]] {
      condition.withLock {
        while finished < count { condition.wait() }
        return values
      }
    }
  }

  @Test("One graph is planned for many input sizes")
  func dynamicSizes() throws {
    var random = SeededGenerator(seed: 5)
    let graph = try Graph(
      inputs: [.init(name: "image", dimensions: [nil, nil, 3])],
      nodes: [
        .init(
          name: "rescaling", layer: Rescaling(scale: [1 / 255], offset: [0]), inputs: [0]),
        .init(
          name: "conv",
          layer: Convolution2D(
            kernel: random.tensor([3, 3, 3, 8]), bias: random.values(8),
            strides: Size2D(height: 2, width: 2), padding: .same, activation: .relu), inputs: [1]),
        .init(
          name: "up",
          layer: ConvolutionTranspose(
            kernel: random.tensor([3, 3, 3, 8]), bias: nil, strides: [2, 2], padding: .same),
          inputs: [2]),
        .init(
          name: "pool",
          layer: GlobalPooling(kind: .average, spatialAxes: 2, keepDimensions: false), inputs: [3]),
      ], outputs: [4, 3])
    for (height, width) in [(8, 8), (9, 5), (1, 1), (2, 17)] {
      let shape = Shape(height: height, width: width, channels: 3)
      let plan = try Plan(graph, inputShapes: [shape], maximumBatch: 2)
      let doubled = Shape([(height + 1) / 2 * 2, (width + 1) / 2 * 2, 3])
      #expect(plan.outputShapes == [Shape([3]), doubled])
      let input = random.values(2 * shape.count, in: 0...255)
      let optimized = try Plan(graph.optimized(), inputShapes: [shape], maximumBatch: 2)
      let found = try optimized.makeContext().predict([input], batch: 2)
      for (a, b) in zip(found, try plan.makeContext().predict([input], batch: 2)) {
        expectEqual(a, b, within: Tolerance.summed, "\(shape)")
      }
    }
  }
}
