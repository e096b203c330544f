import HDF5
import Testing

@testable import Keras

@Suite("Weights find the structure that belongs to them")
struct ArchitectureTests {
  @Test(
    "The structure lies beside the weights, under their name",
    arguments: [
      ("Weights.tfkeras.h5", FileKind.weights), ("Checkpoint.tfkeras.weights.h5", .checkpoint),
      ("Checkpoint.keras3.weights.h5", .checkpoint),
    ])
  func beside(name: String, kind: FileKind) throws {
    let model = try KerasModel(contentsOf: Goldens.path(name))
    #expect(model.kind == kind)
    #expect(model.architecturePath?.hasSuffix(".json") == true)
    #expect(model.name == "kinds")
    #expect(inspect(Goldens.path(name)).verdict == .runs)
  }

  @Test("Names to look under are those without the endings")
  func candidates() {
    #expect(Architecture.candidates(for: "a/b.h5") == ["a/b.json"])
    #expect(Architecture.candidates(for: "b.hdf5") == ["b.json"])
    #expect(
      Architecture.candidates(for: "b.weights.h5") == ["b.weights.json", "b.json"])
    #expect(Architecture.candidates(for: "b.keras").isEmpty)
  }

  @Test("A structure is named in the call, and a file of any kind of weights takes it")
  func given() throws {
    let architecture = Goldens.path("Weights.tfkeras.json")
    let model = try KerasModel(
      contentsOf: Goldens.path("Checkpoint.tfkeras.weights.h5"), architecture: architecture)
    #expect(model.architecturePath == architecture)
  }

  @Test("A structure that is absent, is no JSON or is no structure is an error that names it")
  func malformed() throws {
    let weights = Goldens.path("kindB.tfkeras.h5")
    #expect(throws: KerasError.self) {
      try KerasModel(contentsOf: weights, architecture: "/nonexistent.json")
    }
    for (text, words) in [("{", "not valid JSON"), ("[]", "class_name"), ("\u{0}", "JSON")] {
      let file = try TemporaryFile(text.utf8, ending: "json")
      let error = #expect(throws: KerasError.self) {
        try KerasModel(contentsOf: weights, architecture: file.path)
      }
      #expect(error?.description.contains(words) == true)
      #expect(error?.description.contains(file.path) == true)
    }
  }

  @Test("Other JSON beside the weights is left alone")
  func otherJSON() throws {
    let bytes = try File.bytes(ofFile: Goldens.path("kindB.tfkeras.h5"), limit: 1 << 20)
    let weights = try TemporaryFile(bytes, ending: "h5")
    let beside = try TemporaryFile(#"{"labels": ["a"]}"#.utf8, ending: "json")
    #expect(try Architecture.find(for: weights.path, given: nil) == nil)
    #expect(try Architecture.find(for: beside.path.dropLast(4) + "h5", given: nil) == nil)
    #expect(
      try refusals { try KerasModel(contentsOf: weights.path) }.first?.fix.contains(".json")
        == true)
  }

  @Test("Weights of another model are an error that names a layer")
  func otherModel() throws {
    for weights in ["Checkpoint.keras3.weights.h5", "Weights.tfkeras.h5", "kindB.tfkeras.h5"] {
      let error = #expect(throws: KerasError.self) {
        try model(
          sequence(
            #"{"class_name": "Flatten", "config": {"name": "f"}}"#,
            #"{"class_name": "Dense", "config": {"name": "d", "units": 2}}"#), weights: weights)
      }
      guard case .weights = error else {
        Issue.record("\(weights): \(String(describing: error))")
        continue
      }
    }
  }

  @Test("Classes become the keys of checkpoints as Keras writes them")
  func snakeCase() {
    let cases = [
      ("Dense", "dense"), ("Conv2D", "conv2d"), ("SeparableConv2D", "separable_conv2d"),
      ("Conv2DTranspose", "conv2d_transpose"), ("PReLU", "p_re_lu"), ("LeakyReLU", "leaky_re_lu"),
      ("BatchNormalization", "batch_normalization"), ("ELU", "elu"),
      ("RMSNormalization", "rms_normalization"), ("InputLayer", "input_layer"),
    ]
    for (name, key) in cases { #expect(name.snakeCase == key) }
  }
}
