extension Resizing {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let input = try singleMap(inputs)
    let part = part(of: input)
    if interpolation == .nearest {
      func axis(_ number: Int, first: Int, count: Int, output: Int) -> GatherAxis {
        GatherAxis(
          input: input.dimensions[number], output: output,
          source: .nearest(scale: Float(count) / Float(output), first: first, count: count))
      }
      return GatherKernel(
        axes: [
          axis(0, first: part.top, count: part.height, output: height),
          axis(1, first: part.left, count: part.width, output: width),
        ], channels: input.channels)
    }
    let centered = interpolation == .bilinear
    return BilinearKernel(
      inputHeight: input.dimensions[0], inputWidth: input.dimensions[1],
      vertical: .init(first: part.top, count: part.height, output: height, centered: centered),
      horizontal: .init(first: part.left, count: part.width, output: width, centered: centered),
      channels: input.channels)
  }
}

/// Every output pixel from the four pixels around its place, in single precision and in the order
/// of operations of TensorFlow.
private struct BilinearKernel: PreparedLayer {
  /// How an axis is resized.
  struct Axis: Sendable {
    let first: Int
    let count: Int
    let output: Int
    let scale: Float
    let centered: Bool

    init(first: Int, count: Int, output: Int, centered: Bool) {
      self.first = first
      self.count = count
      self.output = output
      self.centered = centered
      scale = Float(count) / Float(output)
    }

    /// The two elements around an output element's place and the weight of the second.
    func neighbours(of position: Int) -> (lower: Int, upper: Int, weight: Float) {
      let place =
        centered ? (Float(position) + 0.5) * scale - 0.5 : Float(position) * scale
      let floor = place.rounded(.down)
      let lower = Int(floor)
      return (
        first + min(max(lower, 0), count - 1), first + min(max(lower + 1, 0), count - 1),
        place - floor
      )
    }
  }

  let inputHeight: Int
  let inputWidth: Int
  let vertical: Axis
  let horizontal: Axis
  let channels: Int

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let rowValues = inputWidth * channels
    var result = output
    for sample in 0..<batch {
      let map = inputs[0] + sample * inputHeight * rowValues
      for y in 0..<vertical.output {
        let rows = vertical.neighbours(of: y)
        let upperRow = map + rows.lower * rowValues
        let lowerRow = map + rows.upper * rowValues
        for x in 0..<horizontal.output {
          let columns = horizontal.neighbours(of: x)
          let left = columns.lower * channels
          let right = columns.upper * channels
          for channel in 0..<channels {
            let topLeft = upperRow[left + channel]
            let bottomLeft = lowerRow[left + channel]
            let top = topLeft + (upperRow[right + channel] - topLeft) * columns.weight
            let bottom = bottomLeft + (lowerRow[right + channel] - bottomLeft) * columns.weight
            result[channel] = top + (bottom - top) * rows.weight
          }
          result += channels
        }
      }
    }
  }
}
