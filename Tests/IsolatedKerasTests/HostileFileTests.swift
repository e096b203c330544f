import Foundation
import IsolatedKeras
import Isolation
import Keras
import Testing

@Suite("Every row of the threats of specs/keras-h5.md §3.2, through the process apart")
struct HostileFileTests {
  /// Fixture and what the first error must name.
  static let refused: [(name: String, word: String)] = [
    // Leading outside of the file, and never ending.
    ("externalLink", "a link to another file"), ("softLink", "a soft link"),
    ("userLink", "a user-defined link"),
    ("externalStorage", "values stored in another file"), ("virtualDataset", "virtual dataset"),
    ("virtualLoop", "virtual dataset"),
    ("cycle", "2 hard links"), ("secondLink", "2 hard links"),
    ("deepPath", "a depth of path of 42"),
    // Filters.
    ("unknownFilter", "filter number 32015"), ("lzf", "filter number 32000"),
    ("scaleOffset", "filter number 6"), ("nbit", "filter number 5"),
    ("szip", "filter number 4"), ("fourFilters", "a number of filters of 4"),
    // Types.
    ("compound", "compound"), ("variableLength", "variable-length"), ("reference", "references"),
    ("opaque", "opaque"), ("arrayType", "arrays"), ("enumeration", "an enumeration"),
    ("bitfield", "a bit field"), ("time", "times of 4 bytes"), ("text", "text of 4 bytes"),
    ("committedType", "committed type"),
    ("oddFloat", "non-standard float"),
    // Shapes.
    ("rank", "dimensions of 6"), ("emptyExtent", "an extent of 0"),
    ("nullSpace", "without extent"), ("hugeExtent", "an extent of 1099511627776"),
    ("hugeProduct", "a number of values"), ("unallocated", "found 0 stored bytes"),
    ("chunkLargerThanData", "chunks of [4096, 4096]"), ("compressedBomb", "at least one for 1000"),
    // Texts.
    ("deepJSON", "nested deeper than 64"), ("endlessJSON", "the text ends"),
    ("numberBomb", "out of range"), ("duplicateKey", "class_name stands twice"),
    ("notText", "found integers, expected text"), ("notUnicode", "not UTF-8"),
    ("namesOfNumbers", "found integers, expected text"), ("emptyName", "found nothing"),
    ("upwards", "/.."),
    // Numbers.
    ("notANumber", "NaN or infinite"),
    // Containers.
    ("userBlock", "user block of 512"), ("superblockVersion", "superblock version 9"),
    ("truncated", "truncated"), ("short", "truncated"), ("endBeyond", "1152921504606846976"),
    ("addressBeyond", "damaged"),
  ]

  @Test("A hostile file is invalid, and what is wrong is named", arguments: refused)
  func isRefused(name: String, word: String) throws {
    let path = Support.fixtures + "/\(name).h5"
    let result = Support.loader.inspect(path, wishes: [.plan, .objects, .model])
    #expect(result.report.verdict == .invalid)
    let text = try #require(result.report.errors.first)
    #expect(text.contains(word), "\(text)")
    #expect(text.hasPrefix(path))
    #expect(text.utf8.count < 2_000)
    #expect(result.pack == nil)
    #expect(result.failure == nil)
    #expect(result.peakMemory <= Support.visibleMemory(256 << 20))
    #expect(throws: IsolatedLoadingError.self) { try Support.loader.model(at: path) }
  }

  @Test("Every fixture is among the cases, and the sound one runs")
  func complete() {
    let names = Support.files(in: Support.fixtures, endings: [".h5"]).map {
      URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent
    }
    #expect(names.sorted() == (Self.refused.map(\.name) + ["sound", "controlCharacters"]).sorted())
    for name in ["sound", "controlCharacters"] {
      let report = Support.loader.inspect(Support.fixtures + "/\(name).h5").report
      #expect(report.verdict == .runs)
    }
  }

  @Test(
    "Links, folders, devices, pipes and addresses are not read",
    arguments: [
      ("/dev/zero", "no regular file"), ("/tmp", "no regular file"),
      ("https://example.com/model.h5", "No such file"), ("s3://bucket/model.h5", "No such file"),
      ("", "No such file"),
    ])
  func noFile(path: String, word: String) throws {
    let result = Support.loader.inspect(path)
    #expect(result.report.verdict == .invalid)
    #expect(try #require(result.report.errors.first).contains(word))
  }

  @Test("A symbolic link is refused, a pipe does not block")
  func special() throws {
    let folder = NSTemporaryDirectory() + "mien-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    symlink(Support.fixtures + "/sound.h5", folder + "/link.h5")
    mkfifo(folder + "/pipe.h5", 0o600)
    #expect(
      Support.loader.inspect(folder + "/link.h5").report.errors.first?.contains("symbolic link")
        == true)
    #expect(
      Support.loader.inspect(folder + "/pipe.h5").report.errors.first?.contains("regular") == true)
  }

  @Test("A process that runs out of memory costs its file a verdict, and no more")
  func memory() throws {
    var loader = Support.loader
    // Less than the program itself has; a small file would still do with what is left of it.
    loader.addressSpace = 8 << 20
    let result = loader.inspect(Support.shippedModel)
    #expect(result.report.verdict == .invalid)
    switch result.failure {
    // It dies where memory is taken without asking, and ends where the file cannot be mapped.
    case .signal, .exit: break
    default: Issue.record("expected a death, found \(String(describing: result.failure))")
    }
    #expect(throws: IsolatedLoadingError.self) { try loader.model(at: Support.shippedModel) }
  }

  @Test("A process that takes too long is ended")
  func deadline() {
    var loader = Support.loader
    loader.deadline = .microseconds(1)
    let result = loader.inspect(Support.fixtures + "/sound.h5")
    guard case .deadline = result.failure else {
      Issue.record("expected the deadline, found \(String(describing: result.failure))")
      return
    }
  }

  @Test(
    "A program that does not answer as agreed is not believed",
    arguments: [
      "/bin/true", "/bin/echo", "/nowhere/program",
    ])
  func otherProgram(program: String) {
    let result = IsolatedLoader(program: program).inspect(Support.fixtures + "/sound.h5")
    #expect(result.report.verdict == .invalid)
    #expect(result.failure != nil)
  }

  @Test(
    "Through the process apart a model is the same, bit for bit",
    arguments: [
      "Residual.tfkeras.h5", "Sequential.keras3.h5", "SeparableConv2D.keras3.h5",
    ])
  func sameModel(name: String) throws {
    let path = Support.models + "/" + name
    let direct = try KerasModel(contentsOf: path)
    let loaded = try Support.loader.model(at: path)
    #expect(loaded.model.weights == direct.weights)
    #expect(loaded.model.layers == direct.layers)
    #expect(loaded.model.source.configuration == direct.source.configuration)
    #expect(loaded.digest.count == 64)
  }

  @Test("The report is the library's own, with the digest")
  func sameReport() throws {
    for path in Support.files(in: Support.models, endings: [".h5", ".keras"]) {
      var report = Support.loader.inspect(path).report
      #expect(report.digest?.count == 64)
      report.digest = nil
      #expect(report == inspect(path), "\(path)")
    }
  }
}
