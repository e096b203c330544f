import Foundation
import Glibc
import Synchronization
import Testing

@testable import Commands

@Suite(
  "Signals to mien serve",
  .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
struct ServeSignalTests {
  /// Lines of a file of keys: `printf %s one | sha256sum`, and the same of two.
  private static let one = "a 7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed\n"
  private static let two = "a 3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3\n"

  @Test("SIGHUP takes over keys and model; of a configuration that is wrong it takes nothing")
  func reload() throws {
    let serving = try Serving(
      ["--config", "FOLDER/settings.json"], files: ["settings.json": #"{"queue": 3}"#])
    defer { serving.process.terminate() }
    let keys = serving.folder.appendingPathComponent("keys")
    func write(_ text: String, queue: Int = 3, model: String = "emotion_tiny.h5") throws {
      try Data(text.utf8).write(to: keys)
      try Data(#"{"queue": \#(queue), "api-keys": "\#(keys.path)", "model": "\#(model)"}"#.utf8)
        .write(to: serving.folder.appendingPathComponent("settings.json"))
    }
    func isKnown(_ key: String) -> Bool {
      let field = "X-API-Key: \(key)"
      return Serving.status(["-H", field, serving.address + "/metrics"]) == 200
    }
    #expect(isKnown("none"))
    try write(Self.one, queue: 4)
    serving.reload(until: #""message":"reloaded""#, times: 1)
    #expect(isKnown("one") && !isKnown("none"))
    #expect(serving.log.contains(#""settings":"queue""#))

    try write("no key")
    serving.reload(until: "reload refused", times: 1)
    #expect(serving.log.contains("line 1"))
    #expect(isKnown("one"))

    try write(Self.two, model: "Tests/FacialAnalysisTests/Fixtures/wrong_input.h5")
    serving.reload(until: "reload refused", times: 2)
    #expect(serving.log.contains("(64, 64, 1)"))
    #expect(isKnown("one") && !isKnown("two"))

    try write(Self.two)
    serving.reload(until: #""message":"reloaded""#, times: 2)
    #expect(isKnown("two") && !isKnown("one"))
    #expect(Serving.status([serving.address + "/health/ready"]) == 200)
  }

  @Test("SIGTERM while the model is loaded: the status is 0 all the same")
  func early() throws {
    let serving = try Serving([], waits: false)
    for _ in 0..<4000 where !serving.log.contains("Listening on") { usleep(5000) }
    serving.process.terminate()
    serving.process.waitUntilExit()
    #expect(serving.process.terminationReason == .exit)
    #expect(serving.process.terminationStatus == 0)
  }

  @Test("Signals that the starter left blocked are heeded all the same")
  func blocked() throws {
    let serving = try Serving([], launcher: ["/usr/bin/env", "--block-signal"])
    serving.reload(until: #""message":"reloaded""#, times: 1)
    #expect(serving.log.contains(#""message":"reloaded""#))
    serving.process.terminate()
    serving.process.waitUntilExit()
    #expect(serving.process.terminationReason == .exit)
    #expect(serving.process.terminationStatus == 0)
  }

  /// Starts a program with signals as they are at a terminal: the tests' own threads block them.
  private static let unblocked = [
    "/usr/bin/perl", "-MPOSIX", "-e",
    "sigprocmask(SIG_UNBLOCK, POSIX::SigSet->new(SIGHUP, SIGINT, SIGTERM)); exec @ARGV",
  ]

  @Test(
    "A signal that reaches a thread of a library is heeded as well",
    .enabled(if: FileManager.default.isExecutableFile(atPath: unblocked[0])))
  func threads() throws {
    let serving = try Serving([], launcher: Self.unblocked)
    let process = serving.process.processIdentifier
    // tgkill(2), which the Glibc module does not have.
    let call = try #require(dlsym(nil, "tgkill"))
    let signal = unsafeBitCast(call, to: (@convention(c) (Int32, Int32, Int32) -> Int32).self)
    let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
      .compactMap { Int32($0) }.filter { Self.takesInterrupts($0, of: process) }
    #expect(threads.contains(process))
    for (index, thread) in threads.enumerated() {
      #expect(signal(process, thread, SIGHUP) == 0)
      serving.wait(for: #""message":"reloaded""#, times: index + 1)
    }
    #expect(Serving.status([serving.address + "/health/ready"]) == 200)
    // With several processors the last is one that OpenBLAS started before anything else ran.
    #expect(signal(process, threads.max() ?? process, SIGINT) == 0)
    serving.process.waitUntilExit()
    #expect(serving.process.terminationReason == .exit)
    #expect(serving.process.terminationStatus == 0)
  }

  /// Whether a thread has SIGINT not blocked.
  private static func takesInterrupts(_ thread: Int32, of process: Int32) -> Bool {
    let path = "/proc/\(process)/task/\(thread)/status"
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("SigBlk:") }
    let mask = line.flatMap { UInt64($0.dropFirst("SigBlk:\t".count), radix: 16) } ?? .max
    return mask & (1 << UInt64(SIGINT - 1)) == 0
  }

  @Test("SIGTERM under load: what is under way is answered, and the status is 0")
  func drained() throws {
    let serving = try Serving(["--drain", "60"])
    let video = "video=@" + Executable.root + "/Tools/sample/eileen-collins.mp4"
    let upload = ["-F", video, serving.address + "/api/facial-analysis/?fps=2"]
    #expect(Serving.status(upload) == 200)
    let statuses = Mutex<[Int]>([])
    let group = DispatchGroup()
    for _ in 0..<4 {
      let address = serving.address
      group.enter()
      Thread.detachNewThread {
        while true {
          let curl = ["-F", video, address + "/api/facial-analysis/?fps=2"]
          let status = Serving.status(curl)
          statuses.withLock { $0.append(status) }
          if status != 200 { break }
        }
        group.leave()
      }
    }
    usleep(1_000_000)
    serving.process.terminate()
    serving.process.waitUntilExit()
    #expect(serving.process.terminationStatus == 0)
    #expect(group.wait(timeout: .now() + 60) == .success)
    let found = statuses.withLock { $0 }
    #expect(found.filter { $0 == 200 }.count >= 4)
    // 7 of curl: nobody listens any more. 52 and 56: the connection ended without an answer.
    #expect(found.allSatisfy { [200, 503, -7].contains($0) }, "\(found)")
  }
}
