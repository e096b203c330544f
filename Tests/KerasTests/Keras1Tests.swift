import Testing

@testable import Keras

@Suite("Files of Keras 1 are brought up to date, or refused where they leave something open")
struct Keras1Tests {
  private func found(
    _ layers: String..., options: KerasOptions = KerasOptions()
  ) throws -> [Refusal] {
    try refusals {
      try model(
        "{\"class_name\": \"Sequential\", \"config\": [\(layers.joined(separator: ", "))]}",
        weights: "noWeights1.h5", options: options)
    }
  }

  private let input = """
    {"class_name": "Dropout", "config": {"name": "first", "p": 0.5,
      "batch_input_shape": [null, 6, 6, 2]}}
    """

  private let convolution = """
    {"class_name": "Convolution2D", "config": {"name": "c", "nb_filter": 2, "nb_row": 3,
      "nb_col": 3, "dim_ordering": "th", "border_mode": "same", "bias": false}}
    """

  @Test("Kernels with the channels first need the name of the backend")
  func backend() throws {
    let refusals = try found(input, convolution)
    #expect(refusals.map(\.layer) == ["c"])
    #expect(refusals.first?.reason.contains("Theano") == true)
    #expect(refusals.first?.fix.contains("backend") == true)
    let told = KerasOptions(backend: .theano, usesLegacyBilinear: false)
    // Nothing is refused then; what is missing are the weights.
    #expect(throws: KerasError.self) { try found(input, convolution, options: told) }
  }

  @Test(
    "What cannot be said today is refused by name",
    arguments: [
      (
        #""Convolution2D", "config": {"name": "x", "nb_filter": 2, "nb_row": 1, "nb_col": 1, "#
          + #""dim_ordering": "tf", "border_mode": "full"}"#, "border_mode is full"
      ),
      (#""MaxPooling2D", "config": {"name": "x", "dim_ordering": "default"}"#, "default"),
      (#""BatchNormalization", "config": {"name": "x", "mode": 2}"#, "mode is 2"),
      (#""Merge", "config": {"name": "x", "mode": "sum", "mode_type": "lambda"}"#, "mode"),
      (#""Merge", "config": {"name": "x", "mode": "sum", "layers": [1]}"#, "models of its own"),
      (#""MaxoutDense", "config": {"name": "x", "output_dim": 3}"#, "not supported"),
      (#""Highway", "config": {"name": "x"}"#, "not supported"),
      (#""Lambda", "config": {"name": "x"}"#, "bytecode"),
      (#""LSTM", "config": {"name": "x", "output_dim": 3}"#, "step by step"),
    ])
  func refused(layer: String, words: String) throws {
    let refusals = try found(input, #"{"class_name": \#(layer)}"#)
    #expect(refusals.map(\.layer) == ["x"])
    #expect(refusals.first?.reason.contains(words) == true, "\(refusals)")
  }

  @Test("Layers that the files of Keras 1 have by other names and keys run")
  func upgraded() throws {
    let refusals = try found(
      input,
      #"{"class_name": "ZeroPadding2D", "config": {"name": "p", "padding": [1, 2, 0, 3]}}"#,
      #"{"class_name": "GaussianNoise", "config": {"name": "n", "sigma": 0.1}}"#,
      #"{"class_name": "MaxPooling2D", "config": {"name": "m", "dim_ordering": "th"}}"#,
      #"{"class_name": "Cropping2D", "config": {"name": "c", "cropping": [[1, 1], [0, 0]]}}"#,
      #"{"class_name": "Flatten", "config": {"name": "f"}}"#)
    #expect(refusals.isEmpty)
  }

  @Test("Sequences in a sequence are one")
  func flattened() throws {
    let inner = #"{"class_name": "Sequential", "config": [\#(input)]}"#
    let entries = try #require(try JSONParser.parse("[\(inner), 1, \(inner)]").list)
    #expect(Keras1.flattened(entries).count == 3)
  }
}
