import ArgumentParser

/// `mien classify`: the expression classifier alone, for pictures of faces.
struct ClassifyCommand: ProgramCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Classify pictures of faces that are cut out already.",
    discussion: """
      Prints one row a face: the probabilities of the classes named in the first row. It is how a \
      model is measured: see Tools/evaluate-model. Exit status: 0, 2 wrong usage, 3 the file \
      cannot be read, 5 the model cannot be used.
      """)

  @Argument(help: "NumPy file (.npy) with an array (number, height, width) of uint8.")
  var faces: String

  @OptionGroup var models: ModelOptions

  func run(in program: Program) throws {
    let engine = try program.linkedEngine()
    try engine.classify(ClassifyRequest(engine: try models.settings(), faces: faces))
  }
}
