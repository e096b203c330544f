import HDF5
import NeuralNetwork

/// Reads the weights of one layer into the slots that it expects, with all checks of
/// specs/keras-h5.md §6.1 and the repairs of §6.4 and §7.
struct WeightReader {
  let store: WeightStore
  let version: KerasVersion?
  let backend: String?
  /// Values read so far, against the budget of a model.
  private var valueCount = 0

  init(store: WeightStore, version: KerasVersion?, backend: String?) {
    self.store = store
    self.version = version
    self.backend = backend
  }

  /// - Parameter layer: the layer's path in the model.
  /// - Throws: `KerasError.weights` or `file`.
  mutating func tensors(
    for slots: [WeightSlot], dimensions: [[Int]], from stored: [WeightStore.Weight],
    of layer: String,
    kernels: KernelLayout
  ) throws(KerasError) -> [SuppliedWeight] {
    guard stored.count == slots.count else {
      throw failure(
        layer, nil, found: "\(stored.count) weights",
        expected: "\(slots.count): " + slots.map { $0.names[0] }.joined(separator: ", "))
    }
    try checkOrder(of: stored, slots: slots, layer: layer)
    var tensors: [SuppliedWeight] = []
    for (index, weight) in stored.enumerated() {
      tensors.append(
        try tensor(
          for: slots[index], dimensions: dimensions[index], from: weight, layer: layer,
          kernels: kernels))
    }
    return tensors
  }

  /// Names are labels and the order is the contract; but where the labels are the usual ones they
  /// must not contradict it.
  private func checkOrder(
    of stored: [WeightStore.Weight], slots: [WeightSlot], layer: String
  ) throws(KerasError) {
    let suffixes = stored.map(\.label.weightSuffix)
    let known = Set(slots.flatMap(\.names))
    guard Set(suffixes).count == suffixes.count, suffixes.allSatisfy(known.contains) else { return }
    for (slot, suffix) in zip(slots, suffixes) where !slot.names.contains(suffix) {
      throw failure(
        layer, suffix, found: "the order " + suffixes.joined(separator: ", "),
        expected: slots.map { $0.names[0] }.joined(separator: ", "))
    }
  }

  private mutating func tensor(
    for slot: WeightSlot, dimensions: [Int], from stored: WeightStore.Weight, layer: String,
    kernels: KernelLayout
  ) throws(KerasError) -> SuppliedWeight {
    let dataset = try store.dataset(of: stored)
    let repairs = KernelRepair.candidates(
      for: slot.layout, of: kernels, version: version, backend: backend)
    guard let repair = repairs.first(where: { $0.dimensions(of: dataset.dimensions) == dimensions })
    else {
      throw failure(
        layer, stored.label, found: "shape \(Shape(dataset.dimensions))",
        expected: "\(Shape(dimensions))")
    }
    valueCount += dataset.count
    guard valueCount <= Limits.standard.elementCount else {
      throw failure(
        layer, stored.label, found: "more than \(Limits.standard.elementCount) values in all",
        expected: "a smaller model")
    }
    let values: [Float]
    do throws(HDF5Error) {
      values = try dataset.floats()
    } catch {
      throw .file(error)
    }
    let nonFinite = values.nonFiniteCount
    guard nonFinite == 0 else {
      throw failure(
        layer, stored.label, found: "\(nonFinite) values that are NaN or infinite",
        expected: "finite values")
    }
    let repaired = repair.applied(to: values, dimensions: dataset.dimensions)
    guard let tensor = Tensor(dimensions: dimensions, values: repaired) else {
      throw failure(
        layer, stored.label, found: "\(values.count) values", expected: "\(Shape(dimensions))")
    }
    return SuppliedWeight(
      tensor: tensor, offset: repair.keepsValues ? dataset.offset : nil)
  }

  private func failure(
    _ layer: String, _ weight: String?, found: String, expected: String
  ) -> KerasError {
    .weights(file: store.file, layer: layer, weight: weight, found: found, expected: expected)
  }
}

extension [Float] {
  /// How many values are NaN or infinite.
  var nonFiniteCount: Int {
    // Almost always none, which is seen with integers, many at a time: one more in the lowest bit of
    // the exponent carries into the sign's place only from an exponent of ones.
    var carries: UInt32 = 0
    for value in self { carries |= value.magnitude.bitPattern &+ Self.lowestExponentBit }
    return carries < Self.signBit ? 0 : reduce(0) { $1.isFinite ? $0 : $0 + 1 }
  }

  private static var lowestExponentBit: UInt32 { 1 << 23 }
  private static var signBit: UInt32 { 1 << 31 }
}
