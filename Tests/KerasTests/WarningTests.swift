import Testing

@testable import Keras

@Suite("What may differ from Keras is told")
struct WarningTests {
  @Test("Variables of other precisions run in float32, with a warning for each layer")
  func precisions() throws {
    for generation in ["keras3", "tfkeras"] {
      let model = try KerasModel(contentsOf: Goldens.path("PrecisionFloat64.\(generation).h5"))
      #expect(model.warnings.map(\.layer) == ["c", "b", nil, "d"].map { $0 ?? flatten(model) })
      #expect(model.warnings.allSatisfy { $0.message.contains("float64") })
    }
    #expect(try KerasModel(contentsOf: Goldens.path("Sequential.keras3.h5")).warnings.isEmpty)
    #expect(try KerasModel(contentsOf: Goldens.path("MixedPrecision.keras3.h5")).warnings.isEmpty)
  }

  private func flatten(_ model: KerasModel) -> String {
    model.layers.first { $0.className == "Flatten" }?.name ?? ""
  }

  @Test("Bilinear upsampling of old versions is told, and the old grid is there for the asking")
  func legacyBilinear() throws {
    let json = sequence(
      #"{"class_name": "UpSampling2D", "config": {"name": "u", "interpolation": "bilinear"}}"#)
    let old = try model(json, weights: "noWeightsLegacy.h5")
    #expect(old.warnings.map(\.layer) == ["u"])
    var options = KerasOptions()
    options.usesLegacyBilinear = true
    let asked = try model(json, weights: "noWeightsLegacy.h5", options: options)
    #expect(asked.warnings.isEmpty)
    #expect(try model(json).warnings.isEmpty)
  }

  @Test("A random crop is what the version which wrote the file does at inference")
  func randomCrop() throws {
    let json = sequence(
      #"{"class_name": "RandomCrop", "config": {"name": "r", "height": 3, "width": 4}}"#)
    #expect(try model(json).outputs.map(\.dimensions) == [[3, 4, 2]])
    let record = try LayerRecord(
      try JSONParser.parse(
        #"{"class_name": "RandomCrop", "config": {"name": "r", "height": 3, "width": 4}}"#),
      index: 0, context: .init(file: "f"))
    for (version, isRefused) in [("3.4.0", true), ("3.15.1", false), ("4.0.0", false)] {
      var settings = LayerSettings(
        file: "f", name: "r", className: "RandomCrop", version: KerasVersion(version),
        values: record.configuration)
      let layer = try? LayerTable.layer(for: record, settings: &settings)
      #expect((layer == nil) == isRefused)
    }
  }
}
