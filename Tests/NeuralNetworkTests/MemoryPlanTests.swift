import Testing

@testable import NeuralNetwork

@Suite("Memory plan")
struct MemoryPlanTests {
  @Test("Values that are needed at the same time never overlap", arguments: 0..<50)
  func noOverlap(seed: Int) {
    var random = SeededGenerator(seed: seed)
    var values: [MemoryPlan.Value] = []
    for index in 0..<random.integer(1...40) {
      let first = index - 1
      values.append(
        MemoryPlan.Value(
          count: random.integer(1...500), firstStep: first,
          lastStep: first + random.integer(0...12), replaces: nil))
    }
    let plan = MemoryPlan(values: values)
    for (i, a) in values.enumerated() {
      #expect(plan.offsets[i] % MemoryPlan.alignment == 0)
      #expect(plan.offsets[i] + a.count <= plan.count)
      for (j, b) in values.enumerated().dropFirst(i + 1)
      where a.firstStep <= b.lastStep && b.firstStep <= a.lastStep {
        let apart =
          plan.offsets[i] + a.count <= plan.offsets[j]
          || plan.offsets[j] + b.count <= plan.offsets[i]
        #expect(apart, "values \(i) and \(j) share memory")
      }
    }
    let unshared = values.map { $0.count.roundedUp(toMultipleOf: MemoryPlan.alignment) }
    #expect(plan.count <= unshared.saturatingSum)
  }

  @Test("A chain needs room for two neighbours only")
  func chain() {
    let values = (0..<10).map {
      MemoryPlan.Value(count: 160, firstStep: $0 - 1, lastStep: $0, replaces: nil)
    }
    #expect(MemoryPlan(values: values).count == 2 * 160)
  }

  @Test("A value written in place lies where its input lay, as long as either lives")
  func inPlace() {
    let values = [
      MemoryPlan.Value(count: 16, firstStep: -1, lastStep: 0, replaces: nil),
      MemoryPlan.Value(count: 16, firstStep: 0, lastStep: 3, replaces: 0),
      MemoryPlan.Value(count: 16, firstStep: 2, lastStep: 3, replaces: nil),
    ]
    let plan = MemoryPlan(values: values)
    #expect(plan.offsets[0] == plan.offsets[1])
    #expect(plan.offsets[2] != plan.offsets[1])
  }

  @Test(
    "Random graphs compute in shared memory what their nodes compute one by one",
    arguments: 0..<40)
  func randomGraphs(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    let shape = Shape(
      height: random.integer(3...5), width: random.integer(3...5), channels: random.integer(1...9))
    let graph = try random.graph(input: shape, nodes: random.integer(1...12))
    let batch = random.integer(1...7)
    let input = random.values(batch * shape.count)
    let expected = try graph.predictNodeByNode(input, shape: shape, batch: batch)
    // Portions of one sample, of a few, and the whole batch at once.
    for portionValues in [1, 5 * shape.count, Schedule.portionValues] {
      for maximumBatch in [batch, batch + 3] {
        let plan = try Plan(
          graph, inputShapes: nil, maximumBatch: maximumBatch, portionValues: portionValues)
        let context = plan.makeContext()
        for _ in 0..<2 {
          let found = try context.predict([input], batch: batch)
          for (found, expected) in zip(found, expected) {
            expectEqual(
              found, expected, within: Tolerance.summed,
              "portions of \(plan.schedule.portion), \(plan.schedule.portionedSteps) steps")
          }
        }
      }
    }
  }

  @Test("Early layers with large maps run in portions, heavy layers on the whole batch")
  func schedule() {
    let costs = [(10, 1000), (20, 4000), (5000, 500), (1, 10_000)].map {
      Schedule.Cost(parameters: $0.0, maps: $0.1)
    }
    let schedule = Schedule(costs: costs, maximumBatch: 16, portionValues: 12_000)
    #expect(schedule.portionedSteps == 2)
    #expect(schedule.portion == 3)
    #expect(schedule.portions == 6)
    let whole = Schedule(costs: costs, maximumBatch: 3, portionValues: 12_000)
    #expect(whole.portionedSteps == 0)
    #expect(whole.portion == 3)
  }
}
