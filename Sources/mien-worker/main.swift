import Commands
import Glibc
import IsolatedKeras
import WorkerProcess

let arguments = Array(CommandLine.arguments.dropFirst())
// This program may also be the process that reads an untrusted model, where h5inspect is absent.
LoaderProcess.runIfAsked(arguments)
WorkerProcess.runIfAsked(arguments)
// And mien, where that is to have the engine in its own process.
if arguments.first == Program.takeoverArgument {
  Program(arguments: Array(arguments.dropFirst()), engine: .linked).run()
}
let usage = """
  mien-worker: found no parent, expected mien serve or mien analyze, which start this program to \
  decode videos apart from themselves; call one of them

  """
_ = usage.withCString { write(STDERR_FILENO, $0, strlen($0)) }
exit(2)
