import Glibc
import StartupPages
import Testing

@Suite("Pages of programs that only the start needed are given back")
struct StartupPagesTests {
  /// Resident pages of files, the third number of /proc/self/statm.
  private static func residentFilePages() throws -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = read(descriptor, &bytes, bytes.count)
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return try #require(Int(text.split(separator: " ")[2]))
  }

  @Test("Less than half of them come back, and what was computed and linked is as before")
  func release() async {
    await #expect(processExitsWith: .exitCode(42)) {
      let texts = (0..<1000).map { "\($0 * $0)" }
      let before = try StartupPagesTests.residentFilePages()
      guard startup_pages_release() > 0 else { _exit(1) }
      let after = try StartupPagesTests.residentFilePages()
      guard after < before / 2 else { _exit(2) }
      // Relocated constants, tables of types and code of the libraries.
      guard texts == (0..<1000).map({ String($0 * $0) }) else { _exit(3) }
      _exit(42)
    }
  }
}
