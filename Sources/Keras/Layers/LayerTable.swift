/// The Keras classes that run here. A new one is one line.
enum LayerTable {
  static let classes: [String: any KerasLayer.Type] = [
    // Convolution and matrix products
    "Conv1D": KerasConvolution.self,
    "Conv1DTranspose": KerasTransposedConvolution.self,
    "Conv2D": KerasConvolution.self,
    "Conv2DTranspose": KerasTransposedConvolution.self,
    "Conv3D": KerasConvolution.self,
    "Conv3DTranspose": KerasTransposedConvolution.self,
    "Dense": KerasDense.self,
    "DepthwiseConv1D": KerasDepthwiseConvolution.self,
    "DepthwiseConv2D": KerasDepthwiseConvolution.self,
    "LocallyConnected1D": KerasLocallyConnected.self,
    "LocallyConnected2D": KerasLocallyConnected.self,
    "SeparableConv1D": KerasSeparableConvolution.self,
    "SeparableConv2D": KerasSeparableConvolution.self,

    // Pooling
    "AdaptiveAveragePooling1D": KerasAdaptivePooling.self,
    "AdaptiveAveragePooling2D": KerasAdaptivePooling.self,
    "AdaptiveAveragePooling3D": KerasAdaptivePooling.self,
    "AdaptiveMaxPooling1D": KerasAdaptivePooling.self,
    "AdaptiveMaxPooling2D": KerasAdaptivePooling.self,
    "AdaptiveMaxPooling3D": KerasAdaptivePooling.self,
    "AveragePooling1D": KerasPooling.self,
    "AveragePooling2D": KerasPooling.self,
    "AveragePooling3D": KerasPooling.self,
    "GlobalAveragePooling1D": KerasGlobalPooling.self,
    "GlobalAveragePooling2D": KerasGlobalPooling.self,
    "GlobalAveragePooling3D": KerasGlobalPooling.self,
    "GlobalMaxPooling1D": KerasGlobalPooling.self,
    "GlobalMaxPooling2D": KerasGlobalPooling.self,
    "GlobalMaxPooling3D": KerasGlobalPooling.self,
    "MaxPooling1D": KerasPooling.self,
    "MaxPooling2D": KerasPooling.self,
    "MaxPooling3D": KerasPooling.self,

    // Activations
    "Activation": KerasActivationLayer.self,
    "ELU": KerasActivationLayer.self,
    "LeakyReLU": KerasActivationLayer.self,
    "PReLU": KerasPReLU.self,
    "ReLU": KerasActivationLayer.self,
    "Softmax": KerasActivationLayer.self,
    "ThresholdedReLU": KerasActivationLayer.self,

    // Normalisation
    "BatchNormalization": KerasBatchNormalization.self,
    "GroupNormalization": KerasSampleNormalization.self,
    "LayerNormalization": KerasSampleNormalization.self,
    "LayerScale": KerasLayerScale.self,
    "RMSNormalization": KerasSampleNormalization.self,
    "SpectralNormalization": KerasSpectralNormalization.self,
    "UnitNormalization": KerasSampleNormalization.self,

    // Merges
    "Add": KerasMerge.self,
    "Average": KerasMerge.self,
    "Concatenate": KerasConcatenate.self,
    "Dot": KerasDot.self,
    "Maximum": KerasMerge.self,
    "Minimum": KerasMerge.self,
    "Multiply": KerasMerge.self,
    "Subtract": KerasMerge.self,

    // Shapes
    "Cropping1D": KerasBorders.self,
    "Cropping2D": KerasBorders.self,
    "Cropping3D": KerasBorders.self,
    "Flatten": KerasFlatten.self,
    "Permute": KerasPermute.self,
    "RepeatVector": KerasRepeatVector.self,
    "Reshape": KerasReshape.self,
    "UpSampling1D": KerasUpSampling.self,
    "UpSampling2D": KerasUpSampling.self,
    "UpSampling3D": KerasUpSampling.self,
    "ZeroPadding1D": KerasBorders.self,
    "ZeroPadding2D": KerasBorders.self,
    "ZeroPadding3D": KerasBorders.self,

    // Preprocessing
    "AutoContrast": KerasAutoContrast.self,
    "CenterCrop": KerasResizing.self,
    "Normalization": KerasNormalization.self,
    "RandomCrop": KerasResizing.self,
    "Rescaling": KerasRescaling.self,
    "Resizing": KerasResizing.self,

    // At work during training only
    "ActivityRegularization": KerasIdentity.self,
    "AlphaDropout": KerasIdentity.self,
    "AugMix": KerasIdentity.self,
    "CutMix": KerasIdentity.self,
    "Dropout": KerasIdentity.self,
    "Equalization": KerasIdentity.self,
    "GaussianDropout": KerasIdentity.self,
    "GaussianNoise": KerasIdentity.self,
    "Identity": KerasIdentity.self,
    "MixUp": KerasIdentity.self,
    "RandAugment": KerasIdentity.self,
    "RandomBrightness": KerasIdentity.self,
    "RandomColorDegeneration": KerasIdentity.self,
    "RandomColorJitter": KerasIdentity.self,
    "RandomContrast": KerasIdentity.self,
    "RandomElasticTransform": KerasIdentity.self,
    "RandomErasing": KerasIdentity.self,
    "RandomFlip": KerasIdentity.self,
    "RandomGaussianBlur": KerasIdentity.self,
    "RandomGrayscale": KerasIdentity.self,
    "RandomHeight": KerasIdentity.self,
    "RandomHue": KerasIdentity.self,
    "RandomInvert": KerasIdentity.self,
    "RandomPerspective": KerasIdentity.self,
    "RandomPosterization": KerasIdentity.self,
    "RandomRotation": KerasIdentity.self,
    "RandomSaturation": KerasIdentity.self,
    "RandomSharpness": KerasIdentity.self,
    "RandomShear": KerasIdentity.self,
    "RandomTranslation": KerasIdentity.self,
    "RandomWidth": KerasIdentity.self,
    "RandomZoom": KerasIdentity.self,
    "Solarization": KerasIdentity.self,
    "SpatialDropout1D": KerasIdentity.self,
    "SpatialDropout2D": KerasIdentity.self,
    "SpatialDropout3D": KerasIdentity.self,

    // Operations
    "Celu": KerasActivationLayer.self,
    "Clip": KerasActivationLayer.self,
    "Divide": KerasMerge.self,
    "Elu": KerasActivationLayer.self,
    "Exp": KerasActivationLayer.self,
    "Gelu": KerasActivationLayer.self,
    "HardSigmoid": KerasActivationLayer.self,
    "HardSilu": KerasActivationLayer.self,
    "LeakyRelu": KerasActivationLayer.self,
    "LogSoftmax": KerasActivationLayer.self,
    "Max": KerasReduction.self,
    "Mean": KerasReduction.self,
    "Min": KerasReduction.self,
    "Negative": KerasMerge.self,
    "Relu": KerasActivationLayer.self,
    "Relu6": KerasActivationLayer.self,
    "Selu": KerasActivationLayer.self,
    "Sigmoid": KerasActivationLayer.self,
    "Silu": KerasActivationLayer.self,
    "Softplus": KerasActivationLayer.self,
    "Softsign": KerasActivationLayer.self,
    "Sum": KerasReduction.self,
    "TFOpLambda": KerasTensorFlowOperation.self,
    "Tanh": KerasActivationLayer.self,
    "TensorFlowOpLayer": KerasGraphOperation.self,
    "Transpose": KerasPermute.self,
    "TrueDivide": KerasMerge.self,
  ]

  /// - Throws: `KerasError.unsupported` for a class that is not in the table or comes from
  ///   elsewhere, or whose settings are not supported; `KerasError.configuration`.
  static func layer(
    for record: LayerRecord, settings: inout LayerSettings
  ) throws(KerasError) -> any KerasLayer {
    if record.isCustom {
      throw settings.refusal(
        "a custom class, which exists only as Python code",
        fix: "replace it with built-in layers and save the model again")
    }
    if let refusal = record.refusal {
      throw settings.refusal(refusal.reason, fix: refusal.fix)
    }
    guard let type = classes[record.className] else {
      let known = UnsupportedClass.known[record.className]
      throw settings.refusal(
        known?.reason ?? "this class is not supported",
        fix: known?.fix ?? "replace it with supported layers and save the model again")
    }
    let layer = try type.init(&settings)
    try settings.finish()
    return layer
  }
}
