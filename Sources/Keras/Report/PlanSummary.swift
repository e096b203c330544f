import NeuralNetwork

/// What the runtime executes for one sample, after the optimiser.
public struct PlanSummary: Sendable, Codable, Equatable {
  /// One step.
  public struct Node: Sendable, Codable, Equatable {
    /// The name of the layer that it comes from, the first one of merged layers.
    public let name: String
    /// The operation, for instance `Convolution2D`.
    public let operation: String
    /// How it is computed, for instance `Winograd F(4×4, 3×3)`; empty where there is one way only.
    public let algorithm: String
    public let outputShape: [Int]
    public let parameters: Int
    public let multiplyAdds: Int
  }

  /// In the order of execution.
  public let nodes: [Node]
  /// Nodes before the optimiser.
  public let originalNodes: Int
  public let multiplyAdds: Int
  /// Bytes of the weights, shared by all threads.
  public let weightBytes: Int
  /// Bytes that each thread needs beside them.
  public let peakBytes: Int

  init(_ plan: Plan, original: Graph) {
    nodes = plan.nodes.map {
      Node(
        name: $0.name, operation: $0.operation, algorithm: $0.algorithm,
        outputShape: $0.outputShape.dimensions, parameters: $0.parameterCount,
        multiplyAdds: $0.multiplyAdds)
    }
    originalNodes = original.nodes.count
    multiplyAdds = plan.multiplyAdds
    weightBytes = plan.weightBytes
    peakBytes = plan.peakBytes
  }
}
