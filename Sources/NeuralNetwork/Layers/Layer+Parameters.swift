extension Layer {
  /// Throws unless a kernel has the rank and no extent of zero.
  func requireKernel(_ kernel: Tensor, rank: Int, axes: String) throws(NeuralNetworkError) {
    guard kernel.dimensions.count == rank, kernel.dimensions.allSatisfy({ $0 >= 1 }) else {
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
}
