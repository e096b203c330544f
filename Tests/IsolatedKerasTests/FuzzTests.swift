import Foundation
import Testing

@testable import FuzzModels

/// A short run, each file in a new process of h5inspect; Tools/fuzz-models makes a long one of it.
@Suite("Files with changed bytes cost the parent nothing")
struct FuzzTests {
  @Test("Every changed file has a verdict, in bounded time and memory")
  func flips() throws {
    let files =
      Support.files(in: Support.models, endings: [".h5", ".keras"])
      + Support.files(in: Support.fixtures, endings: [".h5"])
    let originals = try files.map { path in
      let url = URL(fileURLWithPath: path)
      return FuzzRun.Original(
        name: url.lastPathComponent, bytes: [UInt8](try Data(contentsOf: url)))
    }
    try #require(!originals.isEmpty)
    var loader = Support.loader
    loader.deadline = .seconds(20)
    let path = NSTemporaryDirectory() + "mien-test-\(UUID().uuidString).h5"
    defer { unlink(path) }
    var run = FuzzRun(originals: originals, seed: 1, loader: loader, path: path)
    let bound = run.memory
    run.memory = .max
    var tally = FuzzTally()
    try run.run(0..<60, into: &tally)
    #expect(tally.count == 60)
    #expect(tally.outcomes.count >= 3)
    #expect(tally.failures.isEmpty, "\(tally.failures.prefix(20))")
    // Only now: what the tests beside this one hold may have grown while it ran.
    #expect(tally.peakMemory <= Support.visibleMemory(bound))
    let summary = tally.summary(seed: 1, elapsed: .zero)
    let fields = try JSONSerialization.jsonObject(with: Data(summary.utf8)) as? [String: Any]
    #expect(fields?["files"] as? Int == 60)
  }
}
