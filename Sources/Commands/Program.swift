import ArgumentParser
import Files
import Glibc
import Isolation

/// A program with the command line of `mien`, and the engine where that is linked into it.
///
/// There are two. `mien` has no engine: videos are decoded and analysed by workers, so that neither
/// the service nor a command line that waits for its first answer loads FFmpeg, OpenBLAS and the
/// 150 libraries that come with them. `mien-worker` has it. What needs the engine in its own process
/// (`bench`, `classify` and `--in-process`) takes the way of ``linkedEngine()``: `mien` looks at the
/// arguments, then `mien-worker`, which lies beside it, takes over the process with the same ones.
package struct Program: Sendable {
  /// Without the program's name.
  let arguments: [String]
  private let engine: LinkedEngine?

  /// What tells `mien-worker` that it takes over from `mien`; the arguments of `mien` follow.
  package static let takeoverArgument = "--command-line"
  private static let engineProgram = "mien-worker"

  /// A program that was started with these arguments, its name left out.
  package init(arguments: [String], engine: LinkedEngine?) {
    self.arguments = arguments
    self.engine = engine
  }

  /// Runs the command line and ends the process.
  package func run() -> Never {
    do {
      var command = try Mien.parseAsRoot(arguments)
      engine?.prepare()
      if let command = command as? any ProgramCommand {
        try command.run(in: self)
      } else {
        try command.run()
      }
      Glibc.exit(ExitStatus.success.rawValue)
    } catch let code as ExitCode {
      Glibc.exit(code.rawValue)
    } catch {
      // ArgumentParser's own status for wrong usage is 64; help and version are no errors.
      let isUsage = Mien.exitCode(for: error) == ExitCode.validationFailure
      let text = Mien.fullMessage(for: error)
      if !text.isEmpty { write(text + "\n", to: isUsage ? STDERR_FILENO : STDOUT_FILENO) }
      Glibc.exit(isUsage ? ExitStatus.usage.rawValue : Mien.exitCode(for: error).rawValue)
    }
  }

  /// The engine of this process. Where this program has none, the one that has takes over the
  /// process, and this does not return: the process keeps its number, its environment (with what
  /// makes computing cheap added) and what it inherited, and loses its threads, its handlers of
  /// signals and descriptors of its own. To be called before anything is done that cannot be done
  /// twice.
  ///
  /// - Throws: `ExitStatus.failure` after saying on stderr why there is no engine.
  func linkedEngine() throws -> LinkedEngine {
    if let engine { return engine }
    let path = (FilePath.programFolder ?? ".") + "/" + Self.engineProgram
    let words = [path, Self.takeoverArgument] + arguments
    var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    pointers.append(nil)
    ProgramEnvironment.tune()
    execv(path, pointers)
    let reason = String(cString: strerror(errno))
    for pointer in pointers { free(pointer) }
    write(
      "mien: The program \(path), which has the engine that bench, classify and --in-process "
        + "need, cannot be started (\(reason)); install \(Self.engineProgram) beside mien.\n",
      to: STDERR_FILENO)
    throw ExitStatus.failure.code
  }
}

/// A command that needs to know which program it runs in.
protocol ProgramCommand: ParsableCommand {
  /// Does what is asked for.
  func run(in program: Program) throws
}
