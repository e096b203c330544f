extension StatisticsKernel {
  /// Statistics along some axes, with parameters that run along the same axes.
  init(
    _ scale: Scale, centered: Bool, gamma: [Float]?, beta: [Float]?, axes: [Int], of shape: Shape
  ) {
    let axes = shape.axes(axes) ?? []
    let others = shape.dimensions.indices.filter { !axes.contains($0) }
    let strides = shape.strides
    let extents = axes.map { shape.dimensions[$0] }
    self.init(
      scale: scale, centered: centered, gamma: gamma, beta: beta,
      groups: StridedWalk(
        extents: others.map { shape.dimensions[$0] },
        strides: [others.map { strides[$0] }, others.map { _ in 0 }]),
      members: StridedWalk(
        extents: extents, strides: [axes.map { strides[$0] }, Shape(extents).strides]),
      count: shape.count)
  }
}

extension LayerNormalization {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    StatisticsKernel(
      .variance(epsilon: epsilon), centered: centered, gamma: gamma, beta: beta, axes: axes,
      of: output)
  }
}

extension RootMeanSquareNormalization {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    StatisticsKernel(
      .meanSquare(epsilon: epsilon), centered: false, gamma: scale, beta: nil, axes: axes,
      of: output)
  }
}

extension UnitNormalization {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    StatisticsKernel(.length, centered: false, gamma: nil, beta: nil, axes: axes, of: output)
  }
}

extension GroupNormalization {
  public func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    let axis = output.axis(axis) ?? 0
    let channels = output.dimensions[axis]
    let perGroup = groups == -1 ? 1 : channels / groups
    // The channels' axis becomes (groups, channels per group).
    let before = Array(output.dimensions[..<axis])
    let after = Array(output.dimensions[(axis + 1)...])
    let split = Shape(before + [channels / perGroup, perGroup] + after)
    let members = split.dimensions.indices.filter { $0 != axis }
    return StatisticsKernel(
      scale: .variance(epsilon: epsilon), centered: true, gamma: gamma, beta: beta,
      groups: StridedWalk(
        extents: [split.dimensions[axis]], strides: [[split.strides[axis]], [perGroup]]),
      members: StridedWalk(
        extents: members.map { split.dimensions[$0] },
        strides: [
          members.map { split.strides[$0] }, members.map { $0 == axis + 1 ? 1 : 0 },
        ]),
      count: output.count)
  }
}
