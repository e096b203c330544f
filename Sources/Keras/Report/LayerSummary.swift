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

extension LayerSummary {
  /// Bytes of the weights in memory, four for each.
  public var bytes: Int { parameters.multipliedReportingOverflow(by: 4).partialValue }

  /// Floating-point operations for one sample: a multiply-add is two.
  public var operations: Int? { multiplyAdds.map { $0.addingSaturating($0) } }

  private enum CodingKeys: String, CodingKey {
    case name, className, outputShape, parameters, multiplyAdds, bytes, operations
  }

  /// With what is computed, for readers of the JSON.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(className, forKey: .className)
    try container.encodeIfPresent(outputShape, forKey: .outputShape)
    try container.encode(parameters, forKey: .parameters)
    try container.encodeIfPresent(multiplyAdds, forKey: .multiplyAdds)
    try container.encode(bytes, forKey: .bytes)
    try container.encodeIfPresent(operations, forKey: .operations)
  }
}

extension LayerSummary {
  /// Reads what `encode` wrote; what is computed is not read.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      className: try container.decode(String.self, forKey: .className),
      outputShape: try container.decodeIfPresent([Int?].self, forKey: .outputShape),
      parameters: try container.decode(Int.self, forKey: .parameters),
      multiplyAdds: try container.decodeIfPresent(Int.self, forKey: .multiplyAdds))
  }
}

/// A value that enters or leaves a model.
public struct ValueSummary: Sendable, Codable, Hashable {
  /// The layer that it comes from.
  public let name: String
  /// Extents of one sample, without the batch; nil where free.
  public let dimensions: [Int?]
}
