/// One layer of a model, as a table shows it.
public struct LayerSummary: Sendable, Codable, Hashable {
  /// The layer's name.
  public let name: String
  /// The Keras class.
  public let className: String
  /// Extents of one sample of the first call's output, without the batch; nil where free. Nil as a
  /// whole when the model cannot be made.
  public let outputShape: [Int?]?
  /// Number of trained values, running statistics included.
  public let parameters: Int
  /// Multiply-adds for one sample, over all calls; nil when the input's shape is free or the model
  /// cannot be made.
  public let multiplyAdds: Int?
}

/// A value that enters or leaves a model.
public struct ValueSummary: Sendable, Codable, Hashable {
  /// The layer that it comes from.
  public let name: String
  /// Extents of one sample, without the batch; nil where free.
  public let dimensions: [Int?]
}
