/// One reason why a sound file cannot run here: what, why, and what to do about it.
public struct Refusal: Error, Sendable, Hashable, Codable {
  /// The layer's name; nil when the whole file is concerned.
  public let layer: String?
  /// The layer's or the model's Keras class.
  public let className: String?
  /// Why it cannot run.
  public let reason: String
  /// What to do about it.
  public let fix: String

  /// A reason with its remedy; `layer` is nil when the whole file is concerned.
  public init(layer: String?, className: String?, reason: String, fix: String) {
    self.layer = layer
    self.className = className
    self.reason = reason
    self.fix = fix
  }
}

extension Refusal: CustomStringConvertible {
  /// All of it in one line.
  public var description: String {
    let subject =
      switch (layer, className) {
      case (let layer?, let className?): "layer \(layer) (\(className)): "
      case (let layer?, nil): "layer \(layer): "
      case (nil, let className?): "\(className): "
      case (nil, nil): ""
      }
    return "\(subject)\(reason); \(fix)"
  }
}
