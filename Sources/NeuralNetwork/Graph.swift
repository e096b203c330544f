/// A network as data: named inputs, nodes in an order in which they can be executed, outputs.
///
/// Values are numbered: the inputs first, in order, then one per node. Immutable and shared.
public struct Graph: Sendable {
  /// A place where samples enter. A nil dimension is free until a plan is made.
  public struct Input: Sendable {
    public let name: String
    public let dimensions: [Int?]

    public init(name: String, dimensions: [Int?]) {
      self.name = name
      self.dimensions = dimensions
    }
  }

  /// A layer applied to earlier values.
  public struct Node: Sendable {
    public let name: String
    public let layer: any Layer
    /// Numbers of the values that are its inputs; each smaller than the node's own number.
    public let inputs: [Int]

    public init(name: String, layer: any Layer, inputs: [Int]) {
      self.name = name
      self.layer = layer
      self.inputs = inputs
    }
  }

  public let inputs: [Input]
  public let nodes: [Node]
  /// Numbers of the values that leave the graph, in order.
  public let outputs: [Int]

  /// - Throws: `NeuralNetworkError.graph` when a node refers to itself or to a later value, or an
  ///   output to a value that does not exist.
  public init(inputs: [Input], nodes: [Node], outputs: [Int]) throws(NeuralNetworkError) {
    for (index, node) in nodes.enumerated() {
      let own = inputs.count + index
      for value in node.inputs where value < 0 || value >= own {
        throw .graph("node \(node.name) refers to value \(value), which is not computed before it")
      }
    }
    let count = inputs.count + nodes.count
    if outputs.isEmpty { throw .graph("the graph has no output") }
    for value in outputs where value < 0 || value >= count {
      throw .graph("output refers to value \(value); there are \(count)")
    }
    self.inputs = inputs
    self.nodes = nodes
    self.outputs = outputs
  }
  /// The graph with other nodes and outputs, whose value numbers the caller answers for.
  init(rewriting graph: Graph, nodes: [Node], outputs: [Int]) {
    inputs = graph.inputs
    self.nodes = nodes
    self.outputs = outputs
  }
}
