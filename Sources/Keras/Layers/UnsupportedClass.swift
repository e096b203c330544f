/// Why some of Keras' classes do not run here (specs/keras-h5.md §10).
enum UnsupportedClass: Sendable {
  case bytecode, recurrent, attention, text, masking, slicing, dense

  /// The classes that are known not to run; any other is unknown altogether.
  static let known: [String: UnsupportedClass] = {
    let names: [UnsupportedClass: [String]] = [
      .bytecode: ["Lambda"],
      .recurrent: [
        "Bidirectional", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "ConvLSTMCell", "CuDNNGRU",
        "CuDNNLSTM", "GRU", "GRUCell", "LSTM", "LSTMCell", "RNN", "SimpleRNN", "SimpleRNNCell",
        "StackedRNNCells", "TimeDistributed",
      ],
      .attention: [
        "AdditiveAttention", "Attention", "GroupQueryAttention", "GroupedQueryAttention",
        "MultiHeadAttention",
      ],
      .text: [
        "CategoryEncoding", "Discretization", "Embedding", "HashedCrossing", "Hashing",
        "IntegerLookup", "StringLookup", "TextVectorization",
      ],
      .masking: ["Masking"],
      .slicing: ["GetItem", "SlicingOpLambda"],
      .dense: ["EinsumDense", "Highway", "MaxoutDense"],
    ]
    let pairs = names.flatMap { reason, classes in classes.map { ($0, reason) } }
    return Dictionary(pairs) { first, _ in first }
  }()

  var reason: String {
    switch self {
    case .bytecode: "Python bytecode, which cannot be run without Python and would be unsafe to"
    case .recurrent: "it works through a sequence step by step; only feed-forward layers run here"
    case .attention: "attention is not among the layers of convolutional networks that run here"
    case .text: "it turns texts or categories into numbers; only numbers enter here"
    case .masking: "it hides steps of a sequence from later layers, which take no masks here"
    case .slicing: "slices of values are not supported"
    case .dense: "this kind of matrix product is not supported"
    }
  }

  var fix: String {
    switch self {
    case .bytecode, .text:
      "replace it with built-in layers, or do its work before the model, and save the model again"
    case .recurrent, .attention: "use a convolutional model"
    case .masking: "leave it out and save the model again"
    case .slicing: "use Cropping1D or Cropping2D and save the model again"
    case .dense: "replace it with Dense layers and save the model again"
    }
  }
}
