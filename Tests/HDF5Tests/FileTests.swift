import Foundation
import HDF5
import Testing

@Suite("Files are checked before the library sees them")
struct FileTests {
  private func error(_ bytes: [UInt8]) -> HDF5Error? {
    failure { () throws(HDF5Error) in try File(bytes: bytes, name: "f") }
  }

  @Test(
    "What is not HDF5 is named",
    arguments: [
      ("", "an empty file"), ("PK\u{3}\u{4}…", "a zip archive"),
      ("\n\n <!DOCTYPE html><html>", "a web page"),
      ("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer"),
      ("{\"class_name\": 1}", "JSON or other text"),
      ("GIF89a..", "the bytes 47 49 46 38 39 61 2E 2E"),
    ])
  func signatures(text: String, found: String) {
    #expect(error(Array(text.utf8)) == .notHDF5(file: "f", found: found))
  }

  @Test("A user block is told from a file that is not HDF5")
  func userBlock() throws {
    #expect(error(try Fixture.bytes("userBlock.h5")) == .userBlock(file: "f", bytes: 512))
  }

  @Test("A truncated file is told with both sizes", arguments: ["forms.h5", "forms_v110.h5"])
  func truncated(name: String) throws {
    let bytes = try Fixture.bytes(name)
    for count in [8, 95, 96, bytes.count / 2, bytes.count - 1] {
      let expected = count < 96 ? 96 : bytes.count
      #expect(
        error(Array(bytes.prefix(count))) == .truncated(file: "f", found: count, expected: expected)
      )
    }
  }

  @Test("Unusual superblocks are refused")
  func superblocks() throws {
    var bytes = try Fixture.bytes("forms.h5")
    for (offset, value) in [(8, UInt8(4)), (13, 4), (14, 0), (24, 1), (48, 0)] {
      let old = bytes[offset]
      bytes[offset] = value
      guard case .superblock = error(bytes) else {
        Issue.record("byte \(offset) = \(value) is accepted")
        continue
      }
      bytes[offset] = old
    }
  }

  @Test("A damaged file is an error of the library, with its reason")
  func damaged() throws {
    var bytes = try Fixture.bytes("forms_v110.h5")
    bytes[20] ^= 1
    guard case .library(_, _, let reason) = error(bytes) else {
      Issue.record("no error of the library")
      return
    }
    #expect(!reason.isEmpty)
  }

  @Test("Errors of the library are told by what is thrown, and not printed")
  func silence() async throws {
    let result = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardErrorContent]) {
        for name in ["forms.h5", "forms_v110.h5"] {
          let sound = try Fixture.bytes(name)
          for offset in stride(from: 9, to: 400, by: 3) {
            var bytes = sound
            bytes[offset] ^= 0x55
            guard let root = try? File(bytes: bytes, name: "damaged").root else { continue }
            _ = try? root.dataset("gzip").floats()
          }
        }
      })
    #expect(result.standardErrorContent.isEmpty)
  }

  @Test("Paths that are no regular files are refused")
  func paths() throws {
    let folder = FileManager.default.temporaryDirectory
    let link = folder.appendingPathComponent("mien-\(UUID().uuidString).h5")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: URL(fileURLWithPath: Fixture.path("forms.h5")))
    defer { try? FileManager.default.removeItem(at: link) }
    let cases = [
      ("/nonexistent.h5", "No such file or directory"), (link.path, "it is a symbolic link"),
      (folder.path, "it is no regular file"), ("/dev/zero", "it is no regular file"),
    ]
    for (path, reason) in cases {
      let error = failure { () throws(HDF5Error) in try File(contentsOf: path) }
      #expect(error == .unreadable(file: path, reason: reason))
    }
  }

  @Test("A file over the limit is not read")
  func limit() throws {
    var limits = Limits.standard
    limits.fileSize = 1000
    let error = failure { () throws(HDF5Error) in
      try File(contentsOf: Fixture.path("forms.h5"), limits: limits)
    }
    guard case .limit(_, _, let found, 1000) = error else {
      Issue.record("no error about a limit")
      return
    }
    #expect(found > 1000)
  }
}
