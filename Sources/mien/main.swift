import IsolatedKeras

// Before anything else: this program may also be the process that reads an untrusted model.
LoaderProcess.runIfAsked(Array(CommandLine.arguments.dropFirst()))
Mien.start(Array(CommandLine.arguments.dropFirst()))
