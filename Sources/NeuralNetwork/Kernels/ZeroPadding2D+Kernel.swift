extension ZeroPadding2D {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    ZeroPaddingKernel(padding: self, input: try singleMap(inputs), output: output)
  }
}

private struct ZeroPaddingKernel: PreparedLayer {
  let padding: ZeroPadding2D
  let input: Shape
  let output: Shape

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let rowValues = input.dimensions[1] * input.channels
    let leftValues = padding.left * input.channels
    let rightValues = padding.right * input.channels
    let outputRowValues = leftValues + rowValues + rightValues
    var source = inputs[0]
    var target = output
    for _ in 0..<batch {
      target.update(repeating: 0, count: padding.top * outputRowValues)
      target += padding.top * outputRowValues
      for _ in 0..<input.dimensions[0] {
        target.update(repeating: 0, count: leftValues)
        (target + leftValues).update(from: source, count: rowValues)
        (target + leftValues + rowValues).update(repeating: 0, count: rightValues)
        source += rowValues
        target += outputRowValues
      }
      target.update(repeating: 0, count: padding.bottom * outputRowValues)
      target += padding.bottom * outputRowValues
    }
  }
}
