import Glibc
import Testing

@testable import Isolation

@Suite("A confined process can compute, read what is open, answer, and nothing else")
struct ConfinementTests {
  /// The exit status of a child that does `body` behind the doors, or its death.
  private static let confinement = Confinement(
    addressSpace: 4 << 30, processorSeconds: 20, resultDescriptor: 3)

  @Test("It computes and reads what is open")
  func computes() async {
    await #expect(processExitsWith: .exitCode(42)) {
      let descriptor = open("/etc/hostname", O_RDONLY)
      let measures = try ConfinementTests.confinement.apply()
      guard measures.contains(.systemCallFilter) else { _exit(42) }
      var buffer = [UInt8](repeating: 0, count: 100)
      guard read(descriptor, &buffer, 100) > 0 else { _exit(1) }
      let squares = (0..<100_000).map { $0 * $0 }
      _exit(squares[1000] == 1_000_000 ? 42 : 2)
    }
  }

  @Test("It opens no file and writes to none but its result")
  func files() async {
    await #expect(processExitsWith: .exitCode(42)) {
      // Not by chance the number of the result.
      let elsewhere = fcntl(open("/dev/null", O_WRONLY), F_DUPFD, 20)
      let measures = try ConfinementTests.confinement.apply()
      guard open("/etc/hostname", O_RDONLY) < 0, errno == EACCES else { _exit(1) }
      guard measures.contains(.systemCallFilter) else { _exit(42) }
      guard write(elsewhere, "x", 1) < 0, errno == EACCES else { _exit(2) }
      _exit(42)
    }
  }

  @Test("A socket is its end")
  func sockets() async {
    await #expect(processExitsWith: .signal(SIGSYS)) {
      let measures = try ConfinementTests.confinement.apply()
      // Where there is no filter there is nothing to test.
      guard measures.contains(.systemCallFilter) else {
        kill(getpid(), SIGSYS)
        _exit(1)
      }
      _ = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      _exit(0)
    }
  }

  /// Beside the streams, the link to the parent and the video, five copies of the video.
  @Test("It has sixteen descriptors: a video can be open for four segments and its sound")
  func descriptors() async {
    await #expect(processExitsWith: .exitCode(42)) {
      let video = open("/dev/null", O_RDONLY)
      _ = try Confinement(
        addressSpace: 4 << 30, processorSeconds: 20, profile: .decodingVideos(socket: 3)
      ).apply()
      // How many are free differs from one runner of tests to another: a number beyond the bound
      // is an invalid argument, one below it may be taken.
      guard fcntl(video, F_DUPFD_CLOEXEC, 15) == 15 || errno == EMFILE else { _exit(1) }
      guard fcntl(video, F_DUPFD_CLOEXEC, 16) < 0, errno == EINVAL else { _exit(2) }
      _exit(42)
    }
  }

  @Test("Its memory is bounded")
  func memory() async {
    await #expect(processExitsWith: .exitCode(42)) {
      _ = try ConfinementTests.confinement.apply()
      let memory = mmap(
        nil, 8 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
      _exit(memory == MAP_FAILED ? 42 : 1)
    }
  }

  @Test("Its time is bounded")
  func time() async {
    await #expect(processExitsWith: .failure) {
      var confinement = ConfinementTests.confinement
      confinement.processorSeconds = 1
      _ = try confinement.apply()
      while true {}
    }
  }
}
