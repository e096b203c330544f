/// What a file does not say and its user may know (specs/keras-h5.md §7, §8.7).
public struct KerasOptions: Sendable, Equatable {
  /// The library under the Keras that trained a file of Keras 1, which did not write it down.
  public enum Backend: String, Sendable, CaseIterable {
    /// Convolutions are correlations, as everywhere in Keras today.
    case tensorflow
    /// Convolutions turn their kernels by 180°.
    case theano
  }

  /// For files of Keras 1 whose layers have their channels first. Nil refuses them: a guess would
  /// be silently wrong.
  public var backend: Backend?
  /// Bilinear upsampling of Keras 2.2.3 to 2.3.1 sampled at src = dst · n / out; false computes
  /// what Keras computes today, with pixel centres, and warns about such files.
  public var usesLegacyBilinear = false

  /// Nothing beyond what the file says.
  public init() {}

  /// Both answers at once.
  public init(backend: Backend?, usesLegacyBilinear: Bool) {
    self.backend = backend
    self.usesLegacyBilinear = usesLegacyBilinear
  }
}
