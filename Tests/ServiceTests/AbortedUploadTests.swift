import Foundation
import Glibc
import TestSupport
import Testing

@testable import Service

/// The short form of what `Tools/load/run endurance` does with uploads that are broken off.
@Suite("Uploads that are broken off")
struct AbortedUploadTests {
  /// Descriptors of this process that lead into a folder: unlinked files too.
  private func descriptors(into folder: String) -> Int {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    return all.filter { name in
      var target = [CChar](repeating: 0, count: 1024)
      let count = readlink("/proc/self/fd/\(name)", &target, target.count)
      return count > 0
        && String(decoding: target.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
          .hasPrefix(folder)
    }.count
  }

  @Test("Forty of them leave no file, no descriptor and no job")
  func nothingLeft() throws {
    let running = try RunningService()
    defer { running.stop() }
    var generator = SeededGenerator(seed: 1)
    let video = try RunningService.sampleVideo()
    let request = Request.post(body: Request.form([(name: "video", content: video)]))
    for _ in 0..<40 {
      let client = try TestClient(port: running.port)
      try client.send(request.prefix(Int.random(in: 1..<request.count, using: &generator)))
    }
    for _ in 0..<1000
    where running.service.jobs != .init() || descriptors(into: running.folder) > 0 {
      usleep(10_000)
    }
    #expect(running.service.jobs == .init())
    #expect(descriptors(into: running.folder) == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: running.folder).isEmpty)
    #expect(try running.upload(video, query: "?fps=1").status == 200)
  }
}
