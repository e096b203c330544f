/// How the borders of a feature map are treated (specs/keras-h5.md §8.1).
public enum Padding: String, Sendable {
  /// No padding: the window stays inside.
  case valid
  /// Output extent = ceil(input / stride); the odd padding row goes to the bottom and the right.
  case same
  /// All padding comes before the input, so that an output sees nothing later than itself. Keras
  /// has it for sequences only.
  case causal
}
