import NeuralNetwork

/// The configuration of one layer, read key by key. What is left unread at the end must be known
/// not to change inference, or to have the value that does not (specs/keras-h5.md §4.3).
struct LayerSettings {
  let file: String
  let name: String
  let className: String
  let version: KerasVersion?
  let options: KerasOptions
  /// What to know about the layer.
  private(set) var warnings: [ModelWarning] = []
  private let values: JSONObject
  private var unread: Set<String>

  init(
    file: String, name: String, className: String, version: KerasVersion?, values: JSONObject,
    options: KerasOptions = KerasOptions()
  ) {
    self.file = file
    self.name = name
    self.className = className
    self.version = version
    self.values = values
    self.options = options
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

  /// One number for each axis, or one for all; nil when absent or null.
  mutating func extents(
    _ key: String, axes: Int, minimum: Int = 1
  ) throws(KerasError) -> [Int]? {
    guard let value = value(key), !value.isNull else { return nil }
    let parts = value.list ?? [JSON](repeating: value, count: axes)
    let numbers = parts.compactMap(\.integer)
    guard parts.count == axes, numbers.count == axes,
      numbers.allSatisfy({ (minimum...LayerSettings.maximumCount).contains($0) })
    else {
      throw malformed(
        key, value, "one whole number of at least \(minimum), or one for each of \(axes) axes")
    }
    return numbers
  }

  /// The finite numbers under a key, a number or a list of whatever depth; nil when absent or null.
  mutating func floats(_ key: String) throws(KerasError) -> [Float]? {
    guard let value = value(key), !value.isNull else { return nil }
    guard let tensor = value.tensor, !tensor.values.isEmpty,
      tensor.values.allSatisfy(\.isFinite)
    else { throw malformed(key, value, "one or more finite numbers") }
    return tensor.values
  }

  /// Counts all keys as read.
  mutating func readAll() {
    unread = unread.intersection(["dtype"])
  }

  mutating func padding(allowsCausal: Bool = false) throws(KerasError) -> Padding {
    guard let value = value("padding") else { return .valid }
    guard let padding = value.string.flatMap({ Padding(rawValue: $0.lowercased()) }),
      padding != .causal || allowsCausal
    else {
      throw malformed("padding", value, "\"valid\" or \"same\"")
    }
    return padding
  }

  /// Whether `data_format` puts the channels before the other axes.
  mutating func hasChannelsFirst() throws(KerasError) -> Bool {
    guard let value = value("data_format"), !value.isNull else { return false }
    switch value.string {
    case "channels_last": return false
    case "channels_first": return true
    default: throw malformed("data_format", value, "\"channels_last\" or \"channels_first\"")
    }
  }

  mutating func warn(_ message: String) {
    warnings.append(ModelWarning(layer: name, message: message))
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
  private static let exactPolicies = ["float32", "mixed_float16", "mixed_bfloat16"]
  /// Under these they are of another precision, and float32 computes nearly the same.
  private static let otherPolicies = ["float64", "float16", "bfloat16"]

  /// The name of the layer's dtype policy; nil when it has none.
  var policy: String? {
    guard let value = values["dtype"], !value.isNull else { return nil }
    return value.string ?? value.object?["config"]?.object?["name"]?.string ?? value.summary
  }

  private mutating func checkPolicy() throws(KerasError) {
    unread.remove("dtype")
    guard let policy, !LayerSettings.exactPolicies.contains(policy) else { return }
    guard LayerSettings.otherPolicies.contains(policy) || className == "InputLayer" else {
      throw refusal(
        "its dtype policy is \(policy)", fix: "convert the model to float32 and save it again")
    }
    if className != "InputLayer" {
      warn("its dtype policy is \(policy); it runs in float32, with rounding of its own")
    }
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
