import NeuralNetwork

/// The configuration of one layer, read key by key. What is left unread at the end must be known
/// not to change inference, or to have the value that does not (specs/keras-h5.md §4.3).
struct LayerSettings {
  let file: String
  let name: String
  let className: String
  let version: KerasVersion?
  private let values: JSONObject
  private var unread: Set<String>

  init(
    file: String, name: String, className: String, version: KerasVersion?, values: JSONObject
  ) {
    self.file = file
    self.name = name
    self.className = className
    self.version = version
    self.values = values
    unread = Set(values.keys)
  }

  /// The value of a key, which counts as read; nil when absent.
  mutating func value(_ key: String) -> JSON? {
    unread.remove(key)
    return values[key]
  }

  mutating func integer(_ key: String, default fallback: Int? = nil) throws(KerasError) -> Int {
    let value = value(key)
    if value == nil, let fallback { return fallback }
    guard let integer = value?.integer else { throw malformed(key, value, "a whole number") }
    return integer
  }

  /// A whole number of at least one and of no absurd size.
  mutating func count(_ key: String, default fallback: Int? = nil) throws(KerasError) -> Int {
    let count = try integer(key, default: fallback)
    guard (1...LayerSettings.maximumCount).contains(count) else {
      throw malformed(key, .number(Double(count)), "1 to \(LayerSettings.maximumCount)")
    }
    return count
  }

  mutating func boolean(_ key: String, default fallback: Bool) throws(KerasError) -> Bool {
    guard let value = value(key) else { return fallback }
    guard let boolean = value.boolean else { throw malformed(key, value, "true or false") }
    return boolean
  }

  /// A finite number; the fallback when absent.
  mutating func float(_ key: String, default fallback: Float) throws(KerasError) -> Float {
    guard let value = value(key) else { return fallback }
    guard let number = value.number, number.isFinite else {
      throw malformed(key, value, "a finite number")
    }
    return Float(number)
  }

  /// A finite number, or nil when absent or null.
  mutating func optionalFloat(_ key: String) throws(KerasError) -> Float? {
    guard let value = value(key), !value.isNull else { return nil }
    guard let number = value.number, number.isFinite else {
      throw malformed(key, value, "a finite number or null")
    }
    return Float(number)
  }

  /// A number for both axes, or one for each; nil when absent or null.
  mutating func size(_ key: String) throws(KerasError) -> Size2D? {
    guard let value = value(key), !value.isNull else { return nil }
    let numbers = value.list.map { $0.map(\.integer) } ?? [value.integer, value.integer]
    guard numbers.count == 2, let height = numbers[0], let width = numbers[1],
      (1...LayerSettings.maximumCount).contains(height),
      (1...LayerSettings.maximumCount).contains(width)
    else {
      throw malformed(key, value, "one or two whole numbers of at least 1")
    }
    return Size2D(height: height, width: width)
  }

  mutating func padding() throws(KerasError) -> Padding {
    guard let value = value("padding") else { return .valid }
    guard let padding = value.string.flatMap({ Padding(rawValue: $0.lowercased()) }) else {
      throw malformed("padding", value, "\"valid\" or \"same\"")
    }
    return padding
  }

  /// Refuses feature maps that have their channels before height and width.
  mutating func requireChannelsLast() throws(KerasError) {
    guard let value = value("data_format"), !value.isNull else { return }
    switch value.string {
    case "channels_last": return
    case "channels_first":
      throw refusal(
        "its data_format is channels_first",
        fix: "rebuild the model with data_format=\"channels_last\" and save it again")
    default: throw malformed("data_format", value, "\"channels_last\"")
    }
  }

  func refusal(_ reason: String, fix: String) -> KerasError {
    .unsupported(
      file: file, [Refusal(layer: name, className: className, reason: reason, fix: fix)])
  }

  func malformed(_ key: String, _ found: JSON?, _ expected: String) -> KerasError {
    .configuration(
      file: file, layer: name, key: key, found: found?.summary ?? "nothing", expected: expected)
  }

  /// - Throws: `unsupported` when an unread key may change inference.
  mutating func finish() throws(KerasError) {
    try checkPolicy()
    for key in unread.sorted() {
      guard let value = values[key], !value.isNull, !LayerSettings.isHarmless(key) else { continue }
      if key == "sparse" || key == "ragged", value.boolean == false { continue }
      throw refusal(
        "its setting \(key) = \(value.summary) may change the result and is not supported",
        fix: "leave \(key) at its default and save the model again")
    }
  }

  /// Extents beyond this are mistakes or attacks.
  private static let maximumCount = 1 << 24

  /// Variables are float32 under these policies; half precision only rounds between layers.
  private static let policies = ["float32", "mixed_float16", "mixed_bfloat16"]

  /// The name of the layer's dtype policy; nil when it has none.
  var policy: String? {
    guard let value = values["dtype"], !value.isNull else { return nil }
    return value.string ?? value.object?["config"]?.object?["name"]?.string ?? value.summary
  }

  private mutating func checkPolicy() throws(KerasError) {
    unread.remove("dtype")
    guard let policy, !LayerSettings.policies.contains(policy) else { return }
    throw refusal(
      "its dtype policy is \(policy)", fix: "convert the model to float32 and save it again")
  }

  private static let harmless: Set<String> = [
    "name", "trainable", "activity_regularizer", "batch_input_shape", "batch_shape", "input_shape",
    "input_dtype", "seed", "rng_type", "autocast", "momentum", "renorm", "renorm_clipping",
    "renorm_momentum", "fused", "synchronized", "optional", "lora_alpha", "build_config",
    "input_dim",
  ]

  private static func isHarmless(_ key: String) -> Bool {
    harmless.contains(key) || key.hasSuffix("_initializer") || key.hasSuffix("_regularizer")
      || key.hasSuffix("_constraint")
  }
}
