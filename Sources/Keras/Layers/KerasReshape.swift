import NeuralNetwork

/// `Reshape`, as a layer and as an operation of Keras 3.
struct KerasReshape: KerasLayer {
  private let target: [Int]
  /// Whether the target counts the batch.
  private let hasBatch: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    let newShape = settings.value("newshape")
    hasBatch = newShape != nil
    let value = newShape ?? settings.value("target_shape")
    guard let list = value?.list, let target = KerasReshape.extents(list), !target.isEmpty else {
      throw settings.malformed(
        "target_shape", value, "a list of whole numbers of which one may be -1")
    }
    self.target = target
  }

  /// What TensorFlow's `reshape` says, the batch counted.
  init(withBatch target: [Int]) {
    self.target = target
    hasBatch = true
  }

  /// Numbers of at least one, or −1, which stands for null too.
  static func extents(_ list: [JSON]) -> [Int]? {
    var extents: [Int] = []
    for element in list {
      guard let extent = element.isNull ? -1 : element.integer, extent == -1 || extent >= 1,
        extent <= 1 << 28
      else { return nil }
      extents.append(extent)
    }
    return extents.filter { $0 == -1 }.count <= 2 ? extents : nil
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    var dimensions = target
    if hasBatch {
      // The first extent may be free only as long as the others take one whole sample.
      dimensions.removeFirst()
      let known = dimensions.filter { $0 != -1 }.reduce(1) { $0.multipliedSaturating(by: $1) }
      let isFree = dimensions.contains(-1)
      guard !dimensions.isEmpty, target[0] == -1,
        isFree ? inputs[0].count % known == 0 : inputs[0].count == known
      else {
        throw .refusal(
          reason: "it reshapes across the batch", fix: "use the layer Reshape and save it again")
      }
    }
    return [try making { () throws(NeuralNetworkError) in try Reshape(dimensions: dimensions) }]
  }
}

extension Int {
  func multipliedSaturating(by other: Int) -> Int {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}
