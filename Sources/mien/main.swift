Mien.start(Array(CommandLine.arguments.dropFirst()))
