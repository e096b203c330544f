import NeuralNetwork
import Testing

@testable import Keras

@Suite("What would not compute as in Keras is refused by name")
struct RefusalTests {
  /// The refusals of a fixture, as (layer, class) pairs.
  private func refusals(_ name: String) throws -> [Refusal] {
    do throws(KerasError) {
      _ = try KerasModel(contentsOf: Goldens.path(name))
    } catch {
      guard case .unsupported(_, let refusals) = error else { throw error }
      return refusals
    }
    return []
  }

  private func error(_ name: String) -> KerasError? {
    do throws(KerasError) {
      _ = try KerasModel(contentsOf: Goldens.path(name))
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "All reasons come at once, those that only shapes tell included",
    arguments: ["keras3", "tfkeras"])
  func allAtOnce(generation: String) throws {
    let refusals = try refusals("refused.\(generation).h5")
    #expect(refusals.map(\.layer) == ["across", "twice", "smooth", "steps", "recurrent"])
    #expect(
      refusals.map(\.className) == ["Softmax", "Lambda", "Resizing", "TimeDistributed", "GRU"])
    #expect(refusals[0].reason.contains("batch"))
    #expect(refusals[1].reason.contains("bytecode"))
    #expect(refusals[2].reason.contains("bicubic"))
    #expect(refusals[4].reason.contains("step by step"))
    #expect(refusals.allSatisfy { !$0.fix.isEmpty })
  }

  @Test("Custom classes are refused, inner models are not", arguments: ["keras3", "tfkeras"])
  func custom(generation: String) throws {
    let refusals = try refusals("refusedCustom.\(generation).h5")
    #expect(refusals.map(\.layer) == ["custom"])
    #expect(refusals[0].className == "own>Twice")
  }

  @Test(
    "Files without structure say which kind they are",
    arguments: [
      ("kindB.tfkeras.h5", FileKind.weights, "weights only"),
      ("kindC.h5", .earlyWeights, "before 1.0"),
      ("kindD.keras3.weights.h5", .checkpoint, "name.weights.h5"),
      ("kindD.tfkeras.weights.h5", .checkpoint, "name.weights.h5"),
      ("kindF.h5", .nestedWeights, "weights only"),
    ])
  func kinds(name: String, kind: FileKind, words: String) throws {
    let refusals = try refusals(name)
    #expect(refusals.count == 1)
    #expect(refusals[0].layer == nil)
    #expect(refusals[0].reason.contains(words))
    let report = inspect(Goldens.path(name))
    #expect(report.kind == kind)
    #expect(report.verdict == .unsupported)
  }

  @Test("An HDF5 file that Keras did not write is not taken for one")
  func notKeras() {
    #expect(error("notKeras.h5") == .notKeras(file: Goldens.path("notKeras.h5")))
  }

  @Test(
    "Settings that may change the result are refused",
    arguments: [
      ("variantLowRank.h5", "lora_rank = 4"), ("variantTopLevelWeights.h5", "scale:0"),
      ("variantSubclassed.h5", "subclassed"),
    ])
  func settings(name: String, words: String) throws {
    let refusals = try refusals(name)
    #expect(!refusals.isEmpty)
    #expect(refusals.allSatisfy { $0.reason.contains(words) })
  }

  @Test("Weights of the wrong shape are an error")
  func wrongShape() {
    guard
      case .weights(_, let layer, let weight, let found, let expected) = error(
        "variantWrongShape.h5")
    else {
      Issue.record("no error about weights")
      return
    }
    #expect(layer?.hasPrefix("dense") == true)
    #expect(weight?.hasSuffix("bias:0") == true)
    #expect(found == "shape (8)")
    #expect(expected == "(4)")
  }

  @Test("Weights whose names contradict their order are an error")
  func wrongOrder() {
    guard case .weights(_, _, _, let found, let expected) = error("variantWrongOrder.h5") else {
      Issue.record("no error about weights")
      return
    }
    #expect(found == "the order moving_variance, moving_mean, beta, gamma")
    #expect(expected == "gamma, beta, moving_mean, moving_variance")
  }

  @Test("A missing weight is an error")
  func fewerWeights() {
    guard case .weights(_, _, _, let found, _) = error("variantFewerWeights.h5") else {
      Issue.record("no error about weights")
      return
    }
    #expect(found == "3 weights")
  }

  @Test("A missing dataset is an error that names it")
  func missingDataset() {
    guard case .file(.missing(let location)) = error("variantMissingDataset.h5") else {
      Issue.record("no error about the file")
      return
    }
    #expect(location.object.hasSuffix("/bias:0"))
  }

  @Test("Weights that are not finite are an error when loading and counted when inspecting")
  func notFinite() {
    guard case .weights(_, let layer, _, let found, _) = error("variantNotFinite.h5") else {
      Issue.record("no error about weights")
      return
    }
    #expect(layer?.hasPrefix("conv2d") == true)
    #expect(found.hasPrefix("2 values"))
    let report = inspect(Goldens.path("variantNotFinite.h5"))
    #expect(report.nonFiniteWeights == 2)
    #expect(report.verdict == .invalid)
  }

  @Test("A key that stands twice is an error with its place")
  func duplicateKey() {
    guard case .json(_, let offset, let reason) = error("variantDuplicateKey.h5") else {
      Issue.record("no error about JSON")
      return
    }
    #expect(offset > 0)
    #expect(reason == "key units stands twice")
  }

  @Test("A cycle is an error")
  func cycle() {
    guard case .topology(_, let layer, _) = error("variantCyclic.h5") else {
      Issue.record("no error about topology")
      return
    }
    #expect(["p", "q"].contains(layer))
  }

  @Test("Every error says what was found and what to do")
  func descriptions() {
    for name in Goldens.refused {
      let text = error(name)?.description ?? ""
      #expect(text.contains(name))
      let says = ["expected", "save", "convert", "load", "rebuild"].contains { text.contains($0) }
      #expect(says, "\(text)")
    }
  }
}
