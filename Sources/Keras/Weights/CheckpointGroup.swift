import HDF5

/// One layer's group in a `.weights.h5`, with those of the layers within it
/// (specs/keras-h5.md §6.6).
struct CheckpointGroup: Sendable {
  /// The last part of the path: the class in snake case, numbered.
  let key: String
  let path: String
  /// The layer's name, which later versions write down.
  let name: String?
  let weights: [WeightStore.Weight]
  let layers: [CheckpointGroup]
  /// Whether `layers` are the dependencies of TensorFlow 2.12, where layers with weights count
  /// twice.
  let countsTwice: Bool

  /// The names of the groups that hold inner layers.
  private static let containers = ["layers", "_layer_checkpoint_dependencies"]

  /// - Throws: `HDF5Error`.
  init(_ group: Group, path: String, limits: Limits, depth: Int = 0) throws(HDF5Error) {
    guard depth <= limits.depth else {
      throw .limit(
        group.location, quantity: "a depth of path", found: depth, limit: limits.depth)
    }
    self.path = path
    let key = String(path.split(separator: "/").last ?? "")
    let place = path.isEmpty ? "" : path + "/"
    var name: String?
    var weights: [WeightStore.Weight] = []
    if try group.contains("vars") {
      let variables = try group.group("vars")
      name = try variables.text("name")
      // Numbers in the order of numbers.
      let numbers = try variables.memberNames().compactMap { Int($0) }.sorted()
      weights = numbers.map { .init(label: "\(key)/\($0)", path: "\(place)vars/\($0)") }
    }
    // A wrapper keeps the weights of its layer apart, and repeats the kernel before its own.
    if try group.contains("layer/vars"), let own = weights.last {
      let count = try group.group("layer/vars").memberNames().count
      weights = (0..<count).map { .init(label: "\(key)/\($0)", path: "\(place)layer/vars/\($0)") }
      weights.append(own)
    }
    var layers: [CheckpointGroup] = []
    var countsTwice = false
    for container in CheckpointGroup.containers where layers.isEmpty {
      guard try group.contains(container) else { continue }
      let inner = try group.group(container)
      countsTwice = container != "layers"
      for member in try inner.memberNames() {
        layers.append(
          try CheckpointGroup(
            try inner.group(member), path: "\(place)\(container)/\(member)", limits: limits,
            depth: depth + 1))
      }
    }
    self.key = key
    self.name = name
    self.weights = weights
    self.layers = layers
    self.countsTwice = countsTwice
  }

  /// All groups below this one.
  var descendants: [CheckpointGroup] {
    layers.flatMap { [$0] + $0.descendants }
  }
}
