/// How values between the pixels of a map are found (specs/keras-h5.md §8.8).
public enum Interpolation: Sendable, Hashable {
  /// The pixel whose centre is nearest: ⌊(i + ½) · n / out⌋.
  case nearest
  /// The four pixels around, weighted by distance; pixel centres lie at halves. No antialiasing.
  case bilinear
  /// As bilinear on the grid i · n / out, which ignores that pixels have centres: `UpSampling2D` of
  /// Keras 2.2.3 to 2.3.1.
  case bilinearAsymmetric
}
