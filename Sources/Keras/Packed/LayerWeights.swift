import NeuralNetwork

/// The weights of one layer as they are used: in Keras' order and channels-last layout, with the
/// repairs that old files need.
public struct LayerWeights: Sendable, Equatable {
  /// One weight with its name in Keras, such as `kernel`.
  public struct Weight: Sendable, Equatable {
    /// The last part of its name, without `:0`.
    public let name: String
    public let tensor: Tensor
    /// Where in the HDF5 file the same values lie, byte for byte; nil where they were converted,
    /// moved or unpacked.
    let offset: Int?

    /// A weight of a layer.
    public init(name: String, tensor: Tensor) {
      self.init(name: name, tensor: tensor, offset: nil)
    }

    init(name: String, tensor: Tensor, offset: Int?) {
      self.name = name
      self.tensor = tensor
      self.offset = offset
    }

    /// Whether name and values are the same, wherever they lie.
    public static func == (first: Weight, second: Weight) -> Bool {
      first.name == second.name && first.tensor == second.tensor
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
