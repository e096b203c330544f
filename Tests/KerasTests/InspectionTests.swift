import Foundation
import Testing

@testable import Keras

@Suite("The inspection tells what a file holds")
struct InspectionTests {
  @Test("A model that runs is described in full")
  func runs() throws {
    let report = inspect(Goldens.path("Sequential.keras3.h5"))
    #expect(report.verdict == .runs)
    #expect(report.refusals.isEmpty)
    #expect(report.errors.isEmpty)
    #expect(report.kind == .wholeModel)
    #expect(report.kerasVersion?.hasPrefix("3.") == true)
    #expect(report.backend == "tensorflow")
    #expect(report.modelClass == "Sequential")
    #expect(report.modelName == "small")
    #expect(report.storedTypes == ["float32"])
    #expect(report.policies == ["float32"])
    #expect(report.nonFiniteWeights == 0)
    #expect(report.inputs.map(\.dimensions) == [[9, 8, 1]])
    #expect(report.outputs.map(\.dimensions) == [[4]])
    let classes = [
      "InputLayer", "Conv2D", "BatchNormalization", "MaxPooling2D", "Dropout", "Flatten", "Dense",
    ]
    #expect(report.layers.map(\.className) == classes)
    #expect(report.layers.map(\.outputShape).last == [4])
    // 3×3×1×3 + 3, 4×3, 27×4 + 4
    #expect(report.layers.map(\.parameters) == [0, 30, 12, 0, 0, 0, 112])
    #expect(report.parameters == 154)
    #expect(report.layers[1].multiplyAdds == 7 * 6 * 27)
    #expect(report.multiplyAdds == report.layers.compactMap(\.multiplyAdds).reduce(0, +))
  }

  @Test("A refused model is described as far as it can be")
  func refused() {
    let report = inspect(Goldens.path("refused.tfkeras.h5"))
    #expect(report.verdict == .unsupported)
    #expect(report.refusals.count == 5)
    #expect(report.layers.count == 8)
    #expect(report.layers.allSatisfy { $0.outputShape == nil && $0.multiplyAdds == nil })
    // 2×6 of the normalisation, 2×2 + 2 of the dense layer, 3 gates of 4×3 + 3×3 + 2×3.
    #expect(report.parameters == 12 + 6 + 3 * 27)
    #expect(report.nonFiniteWeights == 0)
  }

  @Test("Stored types other than float32 are told")
  func types() {
    #expect(inspect(Goldens.path("variantFloat16.h5")).storedTypes == ["float16"])
    #expect(inspect(Goldens.path("variantBigEndian.h5")).storedTypes == ["float32 (big-endian)"])
  }

  @Test("A free extent is told as free")
  func freeExtent() {
    let report = inspect(Goldens.path("FreeSize.tfkeras.h5"))
    #expect(report.verdict == .runs)
    #expect(report.inputs.map(\.dimensions) == [[nil, nil, 2]])
    #expect(report.layers[1].outputShape == [nil, nil, 3])
    #expect(report.outputs.map(\.dimensions) == [[3]])
    #expect(report.multiplyAdds == nil)
  }

  @Test("A file that is not there is invalid, not a crash")
  func absent() {
    let report = inspect("/nonexistent/model.h5")
    #expect(report.verdict == .invalid)
    #expect(report.errors.first?.contains("No such file") == true)
    #expect(report.kind == nil)
  }

  @Test("The report survives JSON")
  func coding() throws {
    for name in ["Sequential.tfkeras.h5", "refused.keras3.h5", "kindE.keras3.keras"] {
      let report = inspect(Goldens.path(name))
      let copy = try JSONDecoder().decode(
        KerasFileReport.self, from: JSONEncoder().encode(report))
      #expect(copy == report)
    }
  }

  @Test("Shared layers count their parameters once and their work at each call")
  func sharedLayers() throws {
    let model = try KerasModel(contentsOf: Goldens.path("SharedLayers.keras3.h5"))
    let shared = try #require(model.layers.first { $0.name == "shared" })
    #expect(shared.parameters == 20)
    #expect(shared.multiplyAdds == 3 * 16)
    #expect(model.inputs.map(\.name) == ["b", "a"])
    #expect(model.outputs.map(\.name) == ["head", "total"])
  }
}
