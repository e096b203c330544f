import IsolatedKeras

// Before anything else: this program is also the process that reads untrusted files.
LoaderProcess.runIfAsked(Array(CommandLine.arguments.dropFirst()))
StartupTiming.runIfAsked(Array(CommandLine.arguments.dropFirst()))
H5Inspect.main()
