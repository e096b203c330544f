/// Something to know about a model that runs: in what it may differ from Keras.
public struct ModelWarning: Sendable, Hashable, Codable {
  /// The layer's name; nil when the whole file is concerned.
  public let layer: String?
  /// What is different, and what to do about it.
  public let message: String

  /// A message; `layer` is nil when the whole file is concerned.
  public init(layer: String?, message: String) {
    self.layer = layer
    self.message = message
  }
}

extension ModelWarning: CustomStringConvertible {
  /// All of it in one line.
  public var description: String {
    layer.map { "layer \($0): \(message)" } ?? message
  }
}
