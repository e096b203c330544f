extension Layer {
  /// Throws unless a kernel has the rank and usable extents.
  func requireKernel(_ kernel: Tensor, rank: Int, axes: String) throws(NeuralNetworkError) {
    guard kernel.dimensions.count == rank, Shape(kernel.dimensions).isUsable else {
      throw .parameter(
        layer: operation, parameter: "kernel", found: kernel.dimensions, expected: axes)
    }
  }

  /// Throws unless a list is absent or holds one value per channel.
  func requireCount(_ values: [Float]?, name: String, count: Int) throws(NeuralNetworkError) {
    guard let values, values.count != count else { return }
    throw .parameter(
      layer: operation, parameter: name, found: [values.count], expected: "\(count) values")
  }

  /// Throws unless both extents are within reason.
  func requireUsable(_ size: Size2D, name: String) throws(NeuralNetworkError) {
    guard size.isUsable else {
      throw .parameter(
        layer: operation, parameter: name, found: [size.height, size.width],
        expected: "two numbers between 1 and \(Extents.maximum)")
    }
  }

  /// Throws unless all three extents are within reason.
  func requireUsable(_ size: Size3D, name: String) throws(NeuralNetworkError) {
    try requireUsable(size.extents, name: name, count: 3)
  }

  /// Throws unless a list has a number for each axis and all are within reason.
  func requireUsable(
    _ extents: [Int], name: String, count: Int, from least: Int = 1
  ) throws(NeuralNetworkError) {
    guard extents.count == count,
      extents.allSatisfy({ (least...Extents.maximum).contains($0) })
    else {
      throw .parameter(
        layer: operation, parameter: name, found: extents,
        expected: "\(count) numbers between \(least) and \(Extents.maximum)")
    }
  }

  /// Throws unless a layer works along one, two or three axes.
  func requireSpatialAxes(_ count: Int, name: String) throws(NeuralNetworkError) {
    guard (1...3).contains(count) else {
      throw .parameter(
        layer: operation, parameter: name, found: [count], expected: "1, 2 or 3 axes")
    }
  }

  /// Throws unless groups divide the filters of a kernel.
  func requireGroups(_ groups: Int, filters: Int) throws(NeuralNetworkError) {
    guard groups >= 1, filters % groups == 0 else {
      throw .parameter(
        layer: operation, parameter: "groups", found: [groups],
        expected: "a number that divides the \(filters) filters")
    }
  }

  /// Throws unless there is an axis.
  func requireAxes(_ axes: [Int]) throws(NeuralNetworkError) {
    guard !axes.isEmpty else {
      throw .parameter(
        layer: operation, parameter: "axes", found: axes, expected: "at least one axis")
    }
  }
}
