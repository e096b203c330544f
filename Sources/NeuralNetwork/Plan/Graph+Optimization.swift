/// Rewritings of a graph that keep its function up to rounding, each of which can be left out.
public struct OptimizationOptions: OptionSet, Sendable, Hashable {
  public let rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Linear activations as nodes of their own are dropped.
  public static let removeLinearActivations = OptimizationOptions(rawValue: 1 << 0)

  /// A batch normalization is folded into the weights of the convolution, depthwise convolution
  /// or dense layer before it, when that has a linear activation and no other reader
  /// (specs/keras-h5.md §8.5). Computed in double precision.
  public static let foldBatchNormalization = OptimizationOptions(rawValue: 1 << 1)

  /// An activation is computed by the layer before it, when that has a linear activation and no
  /// other reader.
  public static let fuseActivations = OptimizationOptions(rawValue: 1 << 2)

  public static let all: OptimizationOptions = [
    .removeLinearActivations, .foldBatchNormalization, .fuseActivations,
  ]
}

extension Graph {
  /// The same function with fewer nodes. Inputs and outputs keep their order; merged nodes keep the
  /// name of the first.
  public func optimized(_ options: OptimizationOptions = .all) -> Graph {
    var readers = [Int](repeating: 0, count: inputs.count + nodes.count)
    for node in nodes {
      for input in node.inputs { readers[input] += 1 }
    }
    for output in outputs { readers[output] += 1 }

    // New number of each old value, and how many read each new value.
    var numbers = Array(inputs.indices)
    var newReaders = Array(readers[..<inputs.count])
    var newNodes: [Node] = []
    for (index, node) in nodes.enumerated() {
      let own = inputs.count + index
      let newInputs = node.inputs.map { numbers[$0] }
      if newInputs.count == 1 {
        let input = newInputs[0]
        if options.contains(.removeLinearActivations), node.layer.isLinearActivation {
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
}
