import Commands

Program(arguments: Array(CommandLine.arguments.dropFirst()), engine: nil).run()
