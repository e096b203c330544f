import NeuralNetwork

/// The weights of one layer as they are used: in Keras' order and channels-last layout, with the
/// repairs that old files need.
public struct LayerWeights: Sendable, Equatable {
  /// One weight with its name in Keras, such as `kernel`.
  public struct Weight: Sendable, Equatable {
    /// The last part of its name, without `:0`.
    public let name: String
    public let tensor: Tensor

    /// A weight of a layer.
    public init(name: String, tensor: Tensor) {
      self.name = name
      self.tensor = tensor
    }
  }

  /// The layer's name.
  public let layer: String
  /// In Keras' order.
  public let weights: [Weight]

  /// The weights of a layer, in Keras' order.
  public init(layer: String, weights: [Weight]) {
    self.layer = layer
    self.weights = weights
  }
}
