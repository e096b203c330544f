import Keras

extension LoaderRequest {
  /// What its user said of the file.
  var assumptions: KerasOptions {
    KerasOptions(
      backend: KerasOptions.Backend(rawValue: backend),
      usesLegacyBilinear: wishes.contains(.legacyBilinear))
  }
}
