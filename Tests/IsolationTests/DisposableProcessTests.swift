import Glibc
import Testing

@testable import Isolation

@Suite("Whatever becomes of a disposable process, there is an answer or a typed error")
struct DisposableProcessTests {
  private func shell(
    _ script: String, deadline: Duration = .seconds(20), maximumAnswer: Int = 1 << 20
  ) -> DisposableProcess {
    DisposableProcess(
      program: "/bin/sh", arguments: ["-c", script], environment: ["GREETING=hello"],
      deadline: deadline, maximumAnswer: maximumAnswer)
  }

  private func error(_ process: DisposableProcess) -> IsolationError? {
    do throws(IsolationError) {
      _ = try process.run(inputs: [])
      return nil
    } catch {
      return error
    }
  }

  @Test("Its answer is all that it wrote to its pipe")
  func answer() throws {
    let outcome = try shell("printf %s \"$GREETING\" >&3").run(inputs: [])
    #expect(outcome.answer == Array("hello".utf8))
    #expect(outcome.peakMemory > 0)
  }

  @Test("A long answer arrives whole")
  func longAnswer() throws {
    let outcome = try shell("head -c 1000000 /dev/zero >&3").run(inputs: [])
    #expect(outcome.answer.count == 1_000_000)
  }

  @Test("It has its inputs, and nothing else of this process is open")
  func descriptors() throws {
    let input = open("/etc/hostname", O_RDONLY)
    defer { close(input) }
    // A descriptor that anybody may have forgotten to close on exec.
    let outcome = try shell("cat <&4 >/dev/null && ls /proc/$$/fd >&3").run(inputs: [input])
    let names = String(decoding: outcome.answer, as: UTF8.self).split(separator: "\n")
    #expect(Set(names).isSuperset(of: ["0", "1", "2", "3", "4"]))
  }

  @Test("What the environment says is not handed on")
  func environment() throws {
    let outcome = try shell("echo \"$HOME\" >&3").run(inputs: [])
    #expect(outcome.answer == [UInt8(ascii: "\n")])
  }

  @Test("A crash is told by its signal")
  func crash() {
    #expect(error(shell("kill -SEGV $$")) == .signal(SIGSEGV))
    #expect(error(shell("kill -SYS $$")) == .signal(SIGSYS))
  }

  @Test("A status is told")
  func status() {
    #expect(error(shell("echo part >&3; exit 7")) == .exit(7))
  }

  @Test("A process that hangs is ended, whether its pipe is open or closed")
  func hanging() {
    let overdue = IsolationError.deadline(seconds: 0.3)
    #expect(error(shell("exec sleep 1000", deadline: .milliseconds(300))) == overdue)
    #expect(
      error(shell("exec 3>&-; exec sleep 1000", deadline: .milliseconds(300))) == overdue)
    #expect(
      error(shell("while :; do :; done", deadline: .milliseconds(300))) == overdue)
  }

  @Test("A process that talks without end is ended")
  func talking() {
    guard case .result = error(shell("yes >&3", maximumAnswer: 100_000)) else {
      Issue.record("expected an error about the result")
      return
    }
  }

  @Test("A program that does not exist is told")
  func absent() {
    let process = DisposableProcess(
      program: "/nowhere/program", arguments: [], environment: [], deadline: .seconds(1),
      maximumAnswer: 10)
    guard case .start(let program, _)? = error(process) else {
      Issue.record("expected an error about the start")
      return
    }
    #expect(program == "/nowhere/program")
  }

  @Test("No zombie and no descriptor is left")
  func leftovers() throws {
    func openDescriptors() -> Int { (0..<256).filter { fcntl($0, F_GETFD) >= 0 }.count }
    let before = openDescriptors()
    for _ in 0..<20 {
      _ = try? shell("kill -KILL $$").run(inputs: [])
      _ = try shell("echo x >&3").run(inputs: [])
    }
    // Other tests run beside this one.
    #expect(openDescriptors() <= before + 20)
  }

  @Test(
    "Every error says what was found, what was expected and what to do",
    arguments: [
      IsolationError.start(program: "p", reason: "r"), .confinement(measure: "m", reason: "r"),
      .signal(SIGSYS), .signal(SIGKILL), .signal(SIGXCPU), .signal(SIGSEGV), .exit(3),
      .deadline(seconds: 2), .result(found: "a", expected: "b"),
    ])
  func words(error: IsolationError) {
    #expect(error.description.contains("found"))
    #expect(error.description.contains("expected"))
    #expect(error.description.contains("; "))
  }
}
