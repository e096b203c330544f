/// The classes and keys of Keras 1 in today's words (specs/keras-h5.md §7).
enum Keras1 {
  /// The layers of a sequence, with those of sequences in it in their place: Keras 1 stored the
  /// weights of all in one list.
  static func flattened(_ entries: [JSON], depth: Int = 0) -> [JSON] {
    entries.flatMap { entry -> [JSON] in
      guard depth < 8, entry.object?["class_name"]?.string == "Sequential",
        let inner = entry.object?["config"]?.list
      else { return [entry] }
      return flattened(inner, depth: depth + 1)
    }
  }

  private static let classes: [String: String] = [
    "AtrousConvolution1D": "Conv1D", "AtrousConvolution2D": "Conv2D", "Convolution1D": "Conv1D",
    "Convolution2D": "Conv2D", "Convolution3D": "Conv3D", "Deconvolution2D": "Conv2DTranspose",
    "SeparableConvolution2D": "SeparableConv2D", "TimeDistributedDense": "Dense",
  ]

  /// Keys that only have another name today.
  private static let keys: [String: String] = [
    "nb_filter": "filters", "subsample": "strides", "subsample_length": "strides",
    "border_mode": "padding", "bias": "use_bias", "atrous_rate": "dilation_rate",
    "filter_length": "kernel_size", "pool_length": "pool_size", "stride": "strides",
    "length": "size", "output_dim": "units", "p": "rate", "sigma": "stddev",
  ]

  /// Keys that say nothing about inference.
  private static let dropped: Set<String> = [
    "init", "inner_init", "forget_bias_init", "beta_init", "gamma_init", "input_length",
    "input_dim", "weights", "output_mask", "arguments", "output_shape_type", "nb_row", "nb_col",
    "kernel_dim1", "kernel_dim2", "kernel_dim3", "dim_ordering",
  ]

  /// The layer as Keras 2 would write it; what cannot be said today is a refusal in it.
  ///
  /// - Throws: `KerasError.configuration`.
  static func upgraded(
    _ record: LayerRecord, options: KerasOptions, file: String
  ) throws(KerasError) -> LayerRecord {
    let old = record.configuration
    var className = classes[record.className] ?? record.className
    var members: [(String, JSON)] = []
    for (key, value) in old.members where !dropped.contains(key) {
      // Only these two have `output_dim` and `bias` in another sense, and neither runs here.
      members.append((keys[key] ?? key, value))
    }
    if let rows = old["nb_row"], let columns = old["nb_col"] {
      members.append(("kernel_size", .array([rows, columns])))
    }
    let extents = ["kernel_dim1", "kernel_dim2", "kernel_dim3"].compactMap { old[$0] }
    if extents.count == 3 { members.append(("kernel_size", .array(extents))) }
    var refusal: String?
    var kernels = KernelLayout.tensorflow
    switch old["dim_ordering"]?.string {
    case "th":
      members.append(("data_format", .string("channels_first")))
      kernels = .theano(isTurned: options.backend == .theano)
      if options.backend == nil, hasKernel(className) {
        refusal =
          "its channels come first (dim_ordering th), and the file does not say whether Theano "
          + "trained it, which turns the kernels"
      }
    case "default":
      refusal = "its dim_ordering is \"default\", and the file does not say which that was"
    default: break
    }
    if old["border_mode"]?.string == "full" { refusal = "its border_mode is full" }
    switch record.className {
    case "Merge":
      if let merge = merge(old) {
        className = merge.className
        members = [("name", .string(record.name))] + merge.members
      } else {
        refusal = "its mode is \(old["mode"]?.summary ?? "nothing"), or it holds models of its own"
      }
    case "BatchNormalization":
      members.removeAll { $0.0 == "mode" }
      if let mode = old["mode"], mode.integer != 0 { refusal = "its mode is \(mode.summary)" }
    case "Deconvolution2D":
      members.removeAll { $0.0 == "output_shape" }
      if let shape = old["output_shape"]?.list, shape.count == 4 {
        let inner = kernels == .tensorflow ? shape[1...2] : shape[2...3]
        members.append(("output_extents", .array(Array(inner))))
      }
    case "ZeroPadding2D":
      members = members.map { $0.0 == "padding" ? ($0.0, padding($0.1)) : $0 }
    default: break
    }
    return LayerRecord(
      name: record.name, className: className,
      configuration: JSON.object(members).object ?? JSONObject(),
      inboundNodes: record.inboundNodes, kernels: kernels,
      refusal: refusal.map {
        Refusal(
          layer: record.name, className: record.className, reason: $0,
          fix: refusalFix(for: old["dim_ordering"]?.string))
      })
  }

  private static func hasKernel(_ className: String) -> Bool {
    className.hasPrefix("Conv") || className.hasPrefix("Separable")
  }

  private static func refusalFix(for ordering: String?) -> String {
    ordering == "th"
      ? "name the backend, theano or tensorflow, or convert the model with Keras 2"
      : "convert the model with Keras 2 and save it again"
  }

  /// The class that a merge by mode is today; nil for functions and for models within it.
  private static func merge(
    _ old: JSONObject
  ) -> (className: String, members: [(String, JSON)])? {
    guard old["mode_type"]?.string ?? "raw" == "raw", old["layers"]?.list?.isEmpty ?? true else {
      return nil
    }
    switch old["mode"]?.string {
    case "sum": return ("Add", [])
    case "mul": return ("Multiply", [])
    case "ave": return ("Average", [])
    case "max": return ("Maximum", [])
    case "concat": return ("Concatenate", [("axis", old["concat_axis"] ?? .number(-1))])
    case "dot", "cos":
      let axes = old["dot_axes"] ?? .number(-1)
      // Keras 1 allowed several axes of each value: [[1], [2]].
      let flat = axes.list.map { list in
        JSON.array(list.map { ($0.list?.count == 1 ? $0.list?.first : nil) ?? $0 })
      }
      return (
        "Dot",
        [("axes", flat ?? axes), ("normalize", .boolean(old["mode"]?.string == "cos"))]
      )
    default: return nil
    }
  }

  /// Four numbers, or an object of four, as pairs.
  private static func padding(_ value: JSON) -> JSON {
    let keys = ["top_pad", "bottom_pad", "left_pad", "right_pad"]
    let numbers = value.object.map { object in keys.map { object[$0] ?? .number(0) } }
    guard let four = numbers ?? value.list, four.count == 4 else { return value }
    return .array([.array([four[0], four[1]]), .array([four[2], four[3]])])
  }
}
