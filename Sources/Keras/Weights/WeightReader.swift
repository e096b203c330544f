import HDF5
import NeuralNetwork

/// Reads the weights of one layer into the slots that it expects, with all checks of
/// specs/keras-h5.md §6.1 and the repairs of §6.4.
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

  /// - Parameter layer: the name in the model.
  /// - Throws: `KerasError.weights` or `file`.
  mutating func tensors(
    for slots: [WeightSlot], from stored: WeightStore.Layer, layer: String
  ) throws(KerasError) -> [Tensor] {
    guard stored.weightNames.count == slots.count else {
      throw failure(
        layer, nil, found: "\(stored.weightNames.count) weights",
        expected: "\(slots.count): " + slots.map { $0.names[0] }.joined(separator: ", "))
    }
    try checkOrder(of: stored, slots: slots, layer: layer)
    var tensors: [Tensor] = []
    for (slot, name) in zip(slots, stored.weightNames) {
      tensors.append(try tensor(for: slot, named: name, from: stored, layer: layer))
    }
    return tensors
  }

  /// Names are labels and the order is the contract; but where the labels are the usual ones they
  /// must not contradict it.
  private func checkOrder(
    of stored: WeightStore.Layer, slots: [WeightSlot], layer: String
  ) throws(KerasError) {
    let suffixes = stored.weightNames.map(\.weightSuffix)
    let known = Set(slots.flatMap(\.names))
    guard Set(suffixes).count == suffixes.count, suffixes.allSatisfy(known.contains) else { return }
    for (slot, suffix) in zip(slots, suffixes) where !slot.names.contains(suffix) {
      throw failure(
        layer, suffix, found: "the order " + suffixes.joined(separator: ", "),
        expected: slots.map { $0.names[0] }.joined(separator: ", "))
    }
  }

  private mutating func tensor(
    for slot: WeightSlot, named name: String, from stored: WeightStore.Layer, layer: String
  ) throws(KerasError) -> Tensor {
    let dataset = try store.dataset(name, of: stored)
    let isTransposed =
      slot.isConvolutionKernel && dataset.dimensions != slot.dimensions
      && version?.hasOldKernels ?? false && dataset.dimensions.count == 4
      && [3, 2, 0, 1].map { dataset.dimensions[$0] } == slot.dimensions
    guard dataset.dimensions == slot.dimensions || isTransposed else {
      throw failure(
        layer, name, found: "shape \(Shape(dataset.dimensions))",
        expected: "\(Shape(slot.dimensions))")
    }
    valueCount += dataset.count
    guard valueCount <= Limits.standard.elementCount else {
      throw failure(
        layer, name, found: "more than \(Limits.standard.elementCount) values in all",
        expected: "a smaller model")
    }
    var values: [Float]
    do throws(HDF5Error) {
      values = try dataset.floats()
    } catch {
      throw .file(error)
    }
    let nonFinite = values.nonFiniteCount
    guard nonFinite == 0 else {
      throw failure(
        layer, name, found: "\(nonFinite) values that are NaN or infinite",
        expected: "finite values")
    }
    // Multi-backend Keras on Theano computed true convolutions.
    if slot.isConvolutionKernel, backend == "theano" {
      values = KernelLayout.flipped(values, dimensions: dataset.dimensions)
    }
    if isTransposed { values = KernelLayout.transposed(values, dimensions: dataset.dimensions) }
    guard let tensor = Tensor(dimensions: slot.dimensions, values: values) else {
      throw failure(
        layer, name, found: "\(values.count) values", expected: "\(Shape(slot.dimensions))")
    }
    return tensor
  }

  private func failure(
    _ layer: String, _ weight: String?, found: String, expected: String
  ) -> KerasError {
    .weights(file: store.file, layer: layer, weight: weight, found: found, expected: expected)
  }
}

/// The layouts of convolution kernels in old files.
enum KernelLayout {
  /// Rows and columns reversed; the kernel's last two axes are channels.
  static func flipped(_ values: [Float], dimensions: [Int]) -> [Float] {
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

  /// Four axes in the order 3, 2, 0, 1.
  static func transposed(_ values: [Float], dimensions: [Int]) -> [Float] {
    let (a, b, c, d) = (dimensions[0], dimensions[1], dimensions[2], dimensions[3])
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for l in 0..<d {
      for k in 0..<c {
        for i in 0..<a {
          for j in 0..<b {
            result.append(values[((i * b + j) * c + k) * d + l])
          }
        }
      }
    }
    return result
  }
}

extension [Float] {
  /// How many values are NaN or infinite.
  var nonFiniteCount: Int {
    reduce(0) { $1.isFinite ? $0 : $0 + 1 }
  }
}
