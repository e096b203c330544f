import Glibc
import Testing

@testable import Service

@Suite("Parts of the service")
struct PartsTests {
  @Test("A query gives flags and numbers, and refuses what is neither")
  func query() throws {
    let query = Query(target: "/path?timeline=true&every=7&empty&odd=x&timeline=false")
    #expect(try query.flag("timeline") == false)
    #expect(try query.flag("empty"))
    #expect(try query.flag("absent") == false)
    #expect(try query.integer("every", in: 1...10) == 7)
    #expect(try query.integer("absent", in: 1...10) == nil)
    #expect(throws: Problem.self) { try query.integer("every", in: 1...6) }
    #expect(throws: Problem.self) { try query.integer("odd", in: 1...6) }
    #expect(throws: Problem.self) { try query.flag("odd") }
    #expect(Query.path(of: "/path?x=1?2") == "/path")
  }

  @Test("A temporary file has no name and holds what was appended")
  func temporaryFile() throws {
    let file = try TemporaryFile(in: "/tmp")
    try file.append(Array("hello ".utf8)[...])
    try file.append(Array("world".utf8)[...])
    #expect(file.count == 11)
    var buffer = [UInt8](repeating: 0, count: 20)
    #expect(pread(file.descriptor, &buffer, buffer.count, 0) == 11)
    #expect(String(decoding: buffer.prefix(11), as: UTF8.self) == "hello world")
    var status = stat()
    #expect(fstat(file.descriptor, &status) == 0)
    #expect(status.st_nlink == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("A folder that is not there is an error and no crash")
  func noFolder() {
    #expect(throws: TemporaryFile.Failure.self) { _ = try TemporaryFile(in: "/nowhere") }
  }

  @Test("What all files hold is bounded, and given back with them")
  func storage() throws {
    let storage = StorageBudget(limit: 10)
    var file: TemporaryFile? = try TemporaryFile(in: "/tmp", storage: storage)
    try file?.append([1, 2, 3, 4, 5, 6])
    let other = try TemporaryFile(in: "/tmp", storage: storage)
    #expect(throws: TemporaryFile.Failure.overBudget) { try other.append([1, 2, 3, 4, 5]) }
    file = nil
    try other.append([1, 2, 3, 4, 5])
    #expect(other.count == 5)
  }

  @Test("Only plain tokens are repeated as request identifiers")
  func identifiers() {
    #expect(RequestIdentifier.isSafe("a-B_9.z"))
    for text in ["", "a b", "ü", "\"", String(repeating: "a", count: 65)] {
      #expect(!RequestIdentifier.isSafe(text))
    }
  }
}
