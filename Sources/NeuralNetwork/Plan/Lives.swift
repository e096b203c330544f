/// From which step to which step each value of a graph is needed, and which are written over their
/// input.
struct Lives: Sendable {
  private let firstSteps: [Int]
  private let lastSteps: [Int]
  /// The value whose room a value may take over, when their sizes agree.
  private let replaceable: [Int?]
  /// Whether a value is needed for the whole batch at once: inputs, outputs, and all that steps for
  /// the whole batch read or write.
  let kept: [Bool]
  private let schedule: Schedule

  init(graph: Graph, steps: [Plan.Step], schedule: Schedule) {
    let inputCount = graph.inputs.count
    let valueCount = inputCount + steps.count
    // A value that nobody reads lives as long as the step that writes it.
    var firstSteps = (0..<valueCount).map { max($0 - inputCount, -1) }
    var lastSteps = firstSteps
    for (index, step) in steps.enumerated() {
      for input in step.inputs { lastSteps[input] = index }
    }
    for output in graph.outputs { lastSteps[output] = steps.count }
    var replaceable = [Int?](repeating: nil, count: valueCount)
    for (index, step) in steps.enumerated() {
      guard step.layer.runsInPlace, let first = step.inputs.first,
        !step.inputs.dropFirst().contains(first), lastSteps[first] == index
      else { continue }
      replaceable[step.output] = first
    }
    let portionedSteps = schedule.portionedSteps
    let kept = (0..<valueCount).map { value in
      firstSteps[value] < 0 || lastSteps[value] >= portionedSteps
    }
    // Portions repeat the first steps, so what they keep is in use during all of them.
    for value in 0..<valueCount where kept[value] && firstSteps[value] < portionedSteps {
      firstSteps[value] = min(firstSteps[value], 0)
      lastSteps[value] = max(lastSteps[value], portionedSteps - 1)
    }
    self.firstSteps = firstSteps
    self.lastSteps = lastSteps
    self.replaceable = replaceable
    self.kept = kept
    self.schedule = schedule
  }

  /// What the memory plan needs to know, for values of these sizes per sample.
  func values(counts: [Int]) -> [MemoryPlan.Value] {
    counts.indices.map { value in
      var replaces: Int?
      if let candidate = replaceable[value], counts[candidate] == counts[value],
        kept[candidate] == kept[value]
      {
        replaces = candidate
      }
      let samples = kept[value] ? schedule.maximumBatch : schedule.portion
      return MemoryPlan.Value(
        count: counts[value].multipliedSaturating(by: samples), firstStep: firstSteps[value],
        lastStep: lastSteps[value], replaces: replaces)
    }
  }
}
