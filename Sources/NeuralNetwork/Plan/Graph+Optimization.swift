/// Rewritings of a graph that keep its function up to rounding, each of which can be left out.
public struct OptimizationOptions: OptionSet, Sendable, Hashable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Linear activations as nodes of their own are dropped.
  public static let removeLinearActivations = OptimizationOptions(rawValue: 1 << 0)

  /// A batch normalization is folded into the weights of the convolution, transposed or depthwise
  /// convolution or dense layer before it, when that has a linear activation and no other reader
  /// (specs/keras-h5.md §8.5). Computed in double precision.
  public static let foldBatchNormalization = OptimizationOptions(rawValue: 1 << 1)

  /// An activation is computed by the layer before it, when that has a linear activation and no
  /// other reader.
  public static let fuseActivations = OptimizationOptions(rawValue: 1 << 2)

  /// A batch normalization, normalization or rescaling of channels is folded into the weights of
  /// the convolution without padding or the dense layer that alone reads it. Computed in double
  /// precision.
  public static let foldScalingIntoNext = OptimizationOptions(rawValue: 1 << 3)

  /// Nodes that no output needs are dropped.
  public static let removeUnusedNodes = OptimizationOptions(rawValue: 1 << 4)

  /// Layers whose parameters make them do nothing are dropped: padding by zero rows, scaling by
  /// one, axes in their own order.
  public static let removeIdentities = OptimizationOptions(rawValue: 1 << 5)

  /// Two permutations of axes become one.
  public static let mergePermutations = OptimizationOptions(rawValue: 1 << 6)

  /// A PReLU with one slope per channel, and the addition of another value of the same shape, are
  /// computed by the layer with weights, or the merge, that makes a value for them alone.
  public static let fuseEpilogues = OptimizationOptions(rawValue: 1 << 7)

  public static let all: OptimizationOptions = [
    .removeLinearActivations, .foldBatchNormalization, .fuseActivations, .foldScalingIntoNext,
    .removeUnusedNodes, .removeIdentities, .mergePermutations, .fuseEpilogues,
  ]
}

extension Graph {
  /// The same function with fewer nodes. Inputs and outputs keep their order; merged nodes keep the
  /// name of the first.
  public func optimized(_ options: OptimizationOptions = .all) -> Graph {
    var graph = options.contains(.removeUnusedNodes) ? withoutUnusedNodes() : self
    // What one round leaves side by side the next may merge.
    while true {
      var next = graph.merged(options)
      if options.contains(.fuseEpilogues) { next = next.withFusedAdditions() }
      if next.nodes.count == graph.nodes.count { return next }
      graph = next
    }
  }

  /// One round from the inputs to the outputs in which each node may vanish into the one before it.
  private func merged(_ options: OptimizationOptions) -> Graph {
    let readers = readerCounts()
    // New number of each old value, and how many read each new value.
    var numbers = Array(inputs.indices)
    var newReaders = Array(readers[..<inputs.count])
    var newNodes: [Node] = []
    for (index, node) in nodes.enumerated() {
      let own = inputs.count + index
      let newInputs = node.inputs.map { numbers[$0] }
      if newInputs.count == 1 {
        let input = newInputs[0]
        if node.layer.canVanish(options) {
          numbers.append(input)
          newReaders[input] += readers[own] - 1
          continue
        }
        let producer = input - inputs.count
        if producer >= 0, newReaders[input] == 1,
          let layer = newNodes[producer].layer.absorbing(node.layer, options)
        {
          newNodes[producer] = Node(
            name: newNodes[producer].name, layer: layer, inputs: newNodes[producer].inputs)
          numbers.append(input)
          newReaders[input] = readers[own]
          continue
        }
      }
      numbers.append(inputs.count + newNodes.count)
      newReaders.append(readers[own])
      newNodes.append(Node(name: node.name, layer: node.layer, inputs: newInputs))
    }
    return Graph(rewriting: self, nodes: newNodes, outputs: outputs.map { numbers[$0] })
  }

  /// How many nodes and outputs read each value.
  func readerCounts() -> [Int] {
    var readers = [Int](repeating: 0, count: inputs.count + nodes.count)
    for node in nodes {
      for input in node.inputs { readers[input] += 1 }
    }
    for output in outputs { readers[output] += 1 }
    return readers
  }

  /// The graph with those nodes only from which a path leads to an output.
  private func withoutUnusedNodes() -> Graph {
    var isNeeded = [Bool](repeating: false, count: inputs.count + nodes.count)
    for output in outputs { isNeeded[output] = true }
    for (index, node) in nodes.enumerated().reversed() where isNeeded[inputs.count + index] {
      for input in node.inputs { isNeeded[input] = true }
    }
    return keeping { isNeeded[inputs.count + $0] }
  }

  /// The graph with some nodes only, by their index; what they read must be kept too.
  func keeping(_ isKept: (Int) -> Bool) -> Graph {
    var numbers = Array(inputs.indices)
    var newNodes: [Node] = []
    for (index, node) in nodes.enumerated() {
      // The number of a dropped value is never looked up.
      numbers.append(inputs.count + newNodes.count)
      guard isKept(index) else { continue }
      newNodes.append(
        Node(name: node.name, layer: node.layer, inputs: node.inputs.map { numbers[$0] }))
    }
    return Graph(rewriting: self, nodes: newNodes, outputs: outputs.map { numbers[$0] })
  }
}

extension Layer {
  /// Whether a node of this layer does nothing that an optimisation has to keep.
  fileprivate func canVanish(_ options: OptimizationOptions) -> Bool {
    (options.contains(.removeLinearActivations) && isLinearActivation)
      || (options.contains(.removeIdentities) && isIdentity)
  }
}
