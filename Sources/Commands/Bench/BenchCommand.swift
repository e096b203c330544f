import ArgumentParser
import Files
import Glibc

/// `mien bench`: how long each stage takes on this machine.
struct BenchCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how long each stage of the analysis takes on this machine.",
    discussion: """
      Stages are measured one by one, as processor time of an item; then the whole analysis, which \
      uses up to three threads, as wall and processor time. Exit status: 0, 2 wrong usage, 3 the \
      video cannot be read, 5 the model cannot be used.
      """)

  @Argument(help: "A video with a face (default: the sample of the checkout).")
  var video: String?

  @Option(help: "How often each stage is run.")
  var runs = 5

  @Flag(help: "JSON instead of a table.")
  var json = false

  @OptionGroup var models: ModelOptions

  func validate() throws {
    guard (1...1000).contains(runs) else {
      throw ValidationError("--runs is \(runs); it must be from 1 to 1000.")
    }
  }

  func run(in program: Program) throws {
    let engine = try program.linkedEngine()
    try engine.bench(
      BenchRequest(
        engine: try models.settings(), video: video ?? Self.sample, runs: runs, isJSON: json))
  }

  /// The sample of the checkout that this program was built in, or of the working folder.
  private static var sample: String {
    let name = "Tools/sample/eileen-collins.mp4"
    guard access(name, R_OK) != 0, let program = FilePath.programFolder else { return name }
    // .build/<platform>/<configuration>/mien
    return program + "/../../../" + name
  }
}
