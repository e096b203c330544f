/// The version of Keras that wrote a file; the leading numbers decide how some layers compute.
struct KerasVersion: Sendable, Equatable, CustomStringConvertible {
  let text: String
  let major: Int
  let minor: Int

  /// Returns nil when the text does not start with two numbers.
  init?(_ text: String) {
    let parts = text.split(separator: ".")
    guard parts.count >= 2, let major = Int(parts[0]),
      let minor = Int(parts[1].prefix { $0.isNumber })
    else { return nil }
    (self.text, self.major, self.minor) = (text, major, minor)
  }

  var description: String { text }

  /// Keras before 2.3 transposed and flipped some kernels (specs/keras-h5.md §6.4).
  var hasOldKernels: Bool { major < 2 || (major == 2 && minor < 3) }

  /// Multi-backend Keras 2.2.3 to 2.3.1 on TensorFlow 1 upsampled bilinearly without pixel centres
  /// (specs/keras-h5.md §8.7); tf.keras says `-tf`.
  var hasLegacyBilinear: Bool {
    ["2.2.3", "2.2.4", "2.2.5", "2.3.0", "2.3.1"].contains(text)
  }
}
