import Foundation
import Glibc
import HTTPServer
import Testing
import Threads

@testable import Service

@Suite("Disks that are slow or full")
struct SlowDiskTests {
  /// A disk that does nothing until it is let.
  private final class Disk: Sendable {
    private let isFree = Monitor(false)
    private let waiting = Monitor(0)

    func free() { isFree.withLock { $0 = true } }

    /// Writes when it may.
    var write: UploadStore.WriteCall {
      { [isFree, waiting] descriptor, bytes in
        waiting.withLock { $0 += 1 }
        _ = isFree.wait(for: .seconds(60)) { $0 }
        return Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
    }

    /// Whether somebody waits for it.
    func isWaitedFor() -> Bool { waiting.wait(for: .seconds(10)) { $0 > 0 } }
  }

  private let video: Data
  private let request: Data

  init() throws {
    video = try RunningService.sampleVideo()
    request = Request.post(
      "/api/facial-analysis/?fps=1", body: Request.form([(name: "video", content: video)]))
  }

  @Test("A disk that does not write holds back the upload, and nobody else")
  func stalled() throws {
    let disk = Disk()
    let running = try RunningService(disk: TestDisk(write: disk.write))
    defer { running.stop() }
    let usual = try RunningService()
    defer { usual.stop() }
    let expected = try usual.upload(video, query: "?fps=1")
    // As many as there are threads that write, and one more.
    let clients = try (0..<3).map { _ in try TestClient(port: running.port) }
    for client in clients { try client.send(request.prefix(100_000)) }
    #expect(disk.isWaitedFor())
    for _ in 0..<3 {
      #expect(try running.ask(Request.get("/health/live")).status == 200)
      #expect(try running.ask(Request.get("/metrics")).status == 200)
    }
    disk.free()
    for client in clients {
      try client.send(request.dropFirst(100_000))
      let answer = try client.receive()
      #expect(answer.status == 200)
      #expect(answer.body == expected.body)
    }
  }

  @Test("More than a disk can take waits at the client")
  func heldBack() throws {
    let disk = Disk()
    let running = try RunningService(disk: TestDisk(write: disk.write))
    defer { running.stop() }
    let client = try TestClient(port: running.port)
    let large = Request.post(
      body: Request.form([(name: "video", content: Data(count: 32 << 20))]))
    // The system's buffers and those of the upload are full before.
    #expect(try client.sendWithoutWaiting(large) < 24 << 20)
    #expect(try running.ask(Request.get("/health/live")).status == 200)
    disk.free()
    withExtendedLifetime(client) {}
  }

  @Test("A full disk is told, however much of the upload is still to come")
  func full() throws {
    let running = try RunningService(
      disk: TestDisk(write: { _, _ in
        errno = ENOSPC
        return -1
      }))
    defer { running.stop() }
    let answer = try running.ask(request)
    #expect(answer.status == 503)
    #expect((answer.json["type"] as? String)?.hasSuffix("/storage") == true)
    #expect(answer.headers["retry-after"] == "30")
    // Its place is free a moment after the answer is out.
    running.waitUntilIdle()
    #expect(running.service.jobs == .init())
  }

  @Test("Bytes of an upload are written in their order")
  func order() throws {
    let store = UploadStore(folder: "/tmp", limit: 1 << 30)
    let file = UploadFile(in: store, flow: nil)
    var expected: [UInt8] = []
    for index in 0..<500 {
      let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 1 + index * 7 % 4000)
      expected += bytes
      try file.append(bytes)
    }
    let outcome = Monitor<UploadFile.Outcome?>(nil)
    file.finish { found in outcome.withLock { $0 = found } }
    #expect(outcome.wait(for: .seconds(10)) { $0 != nil })
    let written = try #require(try outcome.withLock { $0 }?.get())
    var found = [UInt8](repeating: 0, count: expected.count + 1)
    #expect(pread(written.descriptor, &found, found.count, 0) == expected.count)
    #expect(Array(found.dropLast()) == expected)
    #expect(!store.isFull)
  }
}
