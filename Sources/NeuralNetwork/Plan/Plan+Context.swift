extension Plan {
  /// The memory in which one thread runs a plan. Everything is allocated when it is made; `run`
  /// allocates nothing, apart from what OpenBLAS does for some products of few columns. Not to be
  /// shared between threads.
  public final class Context {
    private let plan: Plan
    /// All values, then the scratch memory.
    private let memory: UnsafeMutablePointer<Float>
    /// What each portion of a batch runs, then what the whole batch runs.
    private let portionCalls: [[Call]]
    private let batchCalls: [Call]

    /// A layer with the places it reads and writes, looked up once.
    private struct Call {
      let layer: any PreparedLayer
      let inputs: [UnsafePointer<Float>]
      let output: UnsafeMutablePointer<Float>
    }

    init(_ plan: Plan) {
      self.plan = plan
      let bytes = max(plan.peakBytes, 1)
      let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      let memory = raw.bindMemory(to: Float.self, capacity: bytes / MemoryLayout<Float>.stride)
      memory.initialize(repeating: 0, count: plan.memory.count + plan.scratchCount)
      self.memory = memory
      // Values that are kept have a place for every sample, the others only for a portion.
      func place(_ value: Int, portion: Int) -> UnsafeMutablePointer<Float> {
        let first = plan.kept[value] ? portion * plan.schedule.portion * plan.counts[value] : 0
        return memory + plan.memory.offsets[value] + first
      }
      func calls(_ steps: ArraySlice<Step>, portion: Int) -> [Call] {
        steps.map { step in
          Call(
            layer: step.layer,
            inputs: step.inputs.map { UnsafePointer(place($0, portion: portion)) },
            output: place(step.output, portion: portion))
        }
      }
      let portionedSteps = plan.schedule.portionedSteps
      let portions = portionedSteps > 0 ? plan.schedule.portions : 0
      portionCalls = (0..<portions).map { calls(plan.steps[..<portionedSteps], portion: $0) }
      batchCalls = calls(plan.steps[portionedSteps...], portion: 0)
    }

    deinit { memory.deallocate() }

    /// Runs a plan with one input and one output.
    ///
    /// - Parameters:
    ///   - batch: Number of samples, 1 to the plan's maximum.
    ///   - input: `batch` samples of `inputShape`, one after the other.
    ///   - output: Receives `batch` samples of `outputShape`.
    /// - Throws: `NeuralNetworkError.input` when the batch or a buffer has the wrong size or the
    ///   plan has several inputs or outputs.
    public func run(
      batch: Int, input: Span<Float>, output: inout MutableSpan<Float>
    ) throws(NeuralNetworkError) {
      try check(batch: batch)
      try checkSingle()
      try check(input.count, is: batch * plan.counts[0], of: "input", batch: batch)
      let result = plan.graph.outputs[0]
      let count = batch * plan.counts[result]
      try check(output.count, is: count, of: "output", batch: batch)
      input.withUnsafeBufferPointer { load($0, as: 0) }
      runSteps(batch: batch)
      output.withUnsafeMutableBufferPointer { output in
        guard let output = output.baseAddress else { return }
        output.update(from: memory + plan.memory.offsets[result], count: count)
      }
    }

    /// Runs a plan with one input and one output and returns `batch` samples of `outputShape`.
    ///
    /// - Throws: As `run`.
    public func predict(_ input: [Float], batch: Int) throws(NeuralNetworkError) -> [Float] {
      try checkSingle()
      return try predict([input], batch: batch)[0]
    }

    /// Runs a plan with any number of inputs and outputs: `batch` samples of each.
    ///
    /// - Throws: `NeuralNetworkError.input` when the batch or a buffer has the wrong size.
    public func predict(_ inputs: [[Float]], batch: Int) throws(NeuralNetworkError) -> [[Float]] {
      try check(batch: batch)
      guard inputs.count == plan.inputShapes.count else {
        throw .input(found: inputs.count, expected: "\(plan.inputShapes.count) inputs")
      }
      for (index, input) in inputs.enumerated() {
        try check(input.count, is: batch * plan.counts[index], of: "input", batch: batch)
      }
      for (index, input) in inputs.enumerated() {
        input.withUnsafeBufferPointer { load($0, as: index) }
      }
      runSteps(batch: batch)
      return plan.graph.outputs.map { value in
        Array(
          UnsafeBufferPointer(
            start: memory + plan.memory.offsets[value], count: batch * plan.counts[value]))
      }
    }

    private func runSteps(batch: Int) {
      var remaining = batch
      for calls in portionCalls where remaining > 0 {
        run(calls, batch: min(remaining, plan.schedule.portion))
        remaining -= plan.schedule.portion
      }
      run(batchCalls, batch: batch)
    }

    private func run(_ calls: [Call], batch: Int) {
      let scratch = memory + plan.memory.count
      for call in calls {
        call.layer.run(batch: batch, inputs: call.inputs, output: call.output, scratch: scratch)
      }
    }

    private func load(_ values: UnsafeBufferPointer<Float>, as value: Int) {
      guard let source = values.baseAddress else { return }
      (memory + plan.memory.offsets[value]).update(from: source, count: values.count)
    }

    private func check(batch: Int) throws(NeuralNetworkError) {
      guard (1...plan.maximumBatch).contains(batch) else {
        throw .input(found: batch, expected: "a batch of 1 to \(plan.maximumBatch) samples")
      }
    }

    private func checkSingle() throws(NeuralNetworkError) {
      guard plan.inputShapes.count == 1, plan.outputShapes.count == 1 else {
        throw .input(
          found: 1,
          expected: "\(plan.inputShapes.count) inputs and \(plan.outputShapes.count) outputs")
      }
    }

    private func check(
      _ found: Int, is expected: Int, of name: String, batch: Int
    ) throws(NeuralNetworkError) {
      guard found == expected else {
        throw .input(
          found: found, expected: "\(expected) values of \(name) for a batch of \(batch)")
      }
    }
  }
}

@available(*, unavailable)
extension Plan.Context: Sendable {}
