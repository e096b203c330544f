/// The Keras classes that run here. A new one is one line.
enum LayerTable {
  static let classes: [String: any KerasLayer.Type] = [
    "Activation": KerasActivationLayer.self,
    "ActivityRegularization": KerasIdentity.self,
    "Add": KerasAdd.self,
    "AlphaDropout": KerasIdentity.self,
    "AveragePooling2D": KerasPooling2D.self,
    "BatchNormalization": KerasBatchNormalization.self,
    "Conv2D": KerasConv2D.self,
    "Dense": KerasDense.self,
    "DepthwiseConv2D": KerasDepthwiseConv2D.self,
    "Dropout": KerasIdentity.self,
    "Flatten": KerasFlatten.self,
    "GaussianDropout": KerasIdentity.self,
    "GaussianNoise": KerasIdentity.self,
    "GlobalAveragePooling2D": KerasGlobalAveragePooling2D.self,
    "Identity": KerasIdentity.self,
    "MaxPooling2D": KerasPooling2D.self,
    "ReLU": KerasReLU.self,
    "SeparableConv2D": KerasSeparableConv2D.self,
    "Softmax": KerasSoftmax.self,
    "SpatialDropout1D": KerasIdentity.self,
    "SpatialDropout2D": KerasIdentity.self,
    "SpatialDropout3D": KerasIdentity.self,
    "ZeroPadding2D": KerasZeroPadding2D.self,
  ]

  /// - Throws: `KerasError.unsupported` for a class that is not in the table or comes from
  ///   elsewhere, or whose settings are not supported; `KerasError.configuration`.
  static func layer(
    for record: LayerRecord, file: String, version: KerasVersion?
  ) throws(KerasError) -> any KerasLayer {
    var settings = LayerSettings(
      file: file, name: record.name, className: record.className, version: version,
      values: record.configuration)
    if record.isCustom {
      throw settings.refusal(
        "a custom class, which exists only as Python code",
        fix: "replace it with built-in layers and save the model again")
    }
    guard let type = classes[record.className] else {
      throw settings.refusal(reason(for: record), fix: fix(for: record))
    }
    let layer = try type.init(&settings)
    try settings.finish()
    return layer
  }

  private static func reason(for record: LayerRecord) -> String {
    switch record.className {
    case "Lambda": "Python bytecode, which cannot be run without Python and would be unsafe to"
    case _ where record.isModel: "a model inside a model is not supported"
    default: "this class is not supported"
    }
  }

  private static func fix(for record: LayerRecord) -> String {
    switch record.className {
    case "Lambda":
      "replace it with built-in layers, or do its work before the model, and save the model again"
    case _ where record.isModel:
      "rebuild the model with the inner model's layers in it and save it again"
    default:
      "replace it with supported layers and save the model again"
    }
  }
}
