/// How a file of Keras 1 lays out the kernels of a layer: `dim_ordering`, and whether the library
/// under Keras turned them.
enum KernelLayout: Sendable, Equatable {
  /// As Keras 2 and 3 write them.
  case current
  /// (rows, columns, channels, filters)
  case tensorflow
  /// (filters, channels, rows, columns), turned where Theano trained them.
  case theano(isTurned: Bool)
}

/// What brings a stored kernel into the layout of today (specs/keras-h5.md §6.4, §7).
struct KernelRepair: Sendable {
  /// For each axis of today the axis of the file; nil where nothing moves.
  let order: [Int]?
  /// Axes of extent 1 that fall away before; Keras 1 stored kernels of one dimension as planes.
  let droppedAxis: Int?
  /// Whether all axes but the last two are reversed, after the others were moved.
  let isTurned: Bool

  private init(order: [Int]? = nil, droppedAxis: Int? = nil, isTurned: Bool = false) {
    self.order = order
    self.droppedAxis = droppedAxis
    self.isTurned = isTurned
  }

  /// Whether the values stay as they are, in their order.
  var keepsValues: Bool { order == nil && !isTurned }

  /// The repairs that a file may need, the likeliest first; the one whose result has the right
  /// extents counts.
  static func candidates(
    for layout: WeightSlot.Layout, of kernels: KernelLayout, version: KerasVersion?,
    backend: String?
  ) -> [KernelRepair] {
    if layout == .plain { return [KernelRepair()] }
    switch kernels {
    case .current:
      // Multi-backend Keras on Theano computed true convolutions.
      let isTurned = backend == "theano"
      var repairs = [KernelRepair(isTurned: isTurned)]
      if version?.hasOldKernels ?? false {
        repairs.append(KernelRepair(order: [3, 2, 0, 1], isTurned: isTurned))
      }
      return repairs
    case .tensorflow:
      return layout == .transposedConvolution
        ? [KernelRepair(order: [0, 1, 3, 2])]
        : [
          KernelRepair(),
          // Kernels of one dimension: (length, 1, channels, filters), in the oldest files
          // (filters, channels, length, 1).
          KernelRepair(droppedAxis: 1), KernelRepair(order: [2, 1, 0], droppedAxis: 3),
        ]
    case .theano(let isTurned):
      return layout == .transposedConvolution
        ? [KernelRepair(order: [2, 3, 0, 1], isTurned: isTurned)]
        : [
          KernelRepair(order: [2, 3, 1, 0], isTurned: isTurned),
          KernelRepair(order: [2, 3, 4, 1, 0], isTurned: isTurned),
        ]
    }
  }

  /// The extents after the repair; nil where it does not apply.
  func dimensions(of stored: [Int]) -> [Int]? {
    var dimensions = stored
    if let droppedAxis {
      guard droppedAxis < stored.count, stored.count == 4, stored[droppedAxis] == 1 else {
        return nil
      }
      dimensions.remove(at: droppedAxis)
    }
    guard let order else { return dimensions }
    guard order.count == dimensions.count else { return nil }
    return order.map { dimensions[$0] }
  }

  /// The values after the repair.
  func applied(to values: [Float], dimensions stored: [Int]) -> [Float] {
    var dimensions = stored
    if let droppedAxis { dimensions.remove(at: droppedAxis) }
    var result = values
    if let order {
      result = KernelRepair.moved(values, dimensions: dimensions, order: order)
      dimensions = order.map { dimensions[$0] }
    }
    return isTurned ? KernelRepair.turned(result, dimensions: dimensions) : result
  }

  /// All axes but the last two reversed.
  private static func turned(_ values: [Float], dimensions: [Int]) -> [Float] {
    let inner = dimensions.suffix(2).reduce(1, *)
    let positions = values.count / max(inner, 1)
    // In row-major order the reversal of all spatial axes is the reversal of their positions.
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for position in stride(from: positions - 1, through: 0, by: -1) {
      result += values[position * inner..<(position + 1) * inner]
    }
    return result
  }

  private static func moved(_ values: [Float], dimensions: [Int], order: [Int]) -> [Float] {
    var strides = [Int](repeating: 1, count: dimensions.count)
    for axis in dimensions.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    let extents = order.map { dimensions[$0] }
    let steps = order.map { strides[$0] }
    var indices = [Int](repeating: 0, count: order.count)
    var source = 0
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for _ in values.indices {
      result.append(values[source])
      // Counts up like an odometer, the last axis fastest.
      for axis in order.indices.reversed() {
        indices[axis] += 1
        source += steps[axis]
        if indices[axis] < extents[axis] { break }
        source -= indices[axis] * steps[axis]
        indices[axis] = 0
      }
    }
    return result
  }
}
