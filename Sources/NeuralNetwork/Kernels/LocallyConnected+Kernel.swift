extension LocallyConnected {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try single(inputs, expected: "\(kernelSize.count) axes")
    return LocallyConnectedKernel(
      weights: kernel.values, channels: input.channels, filters: filters,
      windows: try windows(over: input),
      epilogue: Epilogue(bias: bias, activation: activation))
  }
}

/// At every place one matrix product for the whole batch, whose rows are the windows of the samples
/// where they lie.
private struct LocallyConnectedKernel: PreparedLayer {
  /// For each place (window values, filters).
  private let weights: PanelWeights
  private let channels: Int
  private let windows: Window2D
  private let epilogue: RegisterEpilogue

  init(weights: [Float], channels: Int, filters: Int, windows: Window2D, epilogue: Epilogue) {
    self.channels = channels
    self.windows = windows
    self.epilogue = RegisterEpilogue(epilogue, channels: windows.outputArea * filters)
    let rowValues = windows.horizontal.input * channels
    self.weights = PanelWeights(
      weights, columns: filters, matrices: windows.outputArea, areStacked: true,
      run: windows.horizontal.taps * channels,
      offsets: (0..<windows.vertical.taps).map { $0 * rowValues })
  }

  var scratchCount: Int { 0 }

  var transformedWeightCount: Int { weights.count }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let (vertical, horizontal) = (windows.vertical, windows.horizontal)
    let rowValues = horizontal.input * channels
    let outputValues = windows.outputArea * weights.columns
    epilogue.bound(to: inputs) { bias, rest in
      for place in 0..<windows.outputArea {
        let (y, x) = place.quotientAndRemainder(dividingBy: horizontal.output)
        let first = y * vertical.stride * rowValues + x * horizontal.stride * channels
        weights.multiply(
          place, rows: .matrix(batch, step: vertical.input * rowValues),
          values: inputs[0] + first, bias: bias + place * weights.columns,
          rectifies: epilogue.rectifies, into: output + place * weights.columns,
          step: outputValues)
      }
      rest?.apply(to: output, rows: batch, channels: outputValues)
    }
  }
}
