import ArgumentParser
import IsolatedKeras
import Keras

/// The command line of the validator.
struct H5Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "h5inspect",
    abstract: "Tell what a Keras file holds and whether it runs on this runtime.",
    discussion: """
      Every file is read in a locked-down process of its own. Exit code: 0 when every file runs, \
      1 when one is invalid, 2 when one is sound but not supported, 3 when one runs but differs \
      from its golden file or fails the contract; the worst of several files, where 1 is the \
      worst. 64 for wrong usage, or when --pack cannot write.
      """)

  /// What is printed.
  enum Output: String, EnumerableFlag {
    case full, summary, json, tree, plan

    static func name(for value: Output) -> NameSpecification { .long }

    static func help(for value: Output) -> ArgumentHelp? {
      switch value {
      case .full: "Facts, layers, weights, warnings and the verdict (the default)."
      case .summary: "The same without the tables."
      case .json: "JSON: an object for one file, a list for several."
      case .tree: "The objects of the HDF5 file."
      case .plan: "What the runtime executes: steps after the optimiser, shapes, work, memory."
      }
    }
  }

  /// What is checked for.
  enum Contract: String, ExpressibleByArgument {
    case emotion
  }

  @Argument(help: "The files.", completion: .file(extensions: ["h5", "hdf5", "keras"]))
  var files: [String]

  @Flag(exclusivity: .exclusive)
  var output: Output = .full

  @Option(
    help: "Compare every call of a layer with what Keras computed (Tools/golden.py writes it).")
  var verify: String?

  @Option(help: "Write the checked model to this file, for loading by mapping.")
  var pack: String?

  @Option(help: "Print the weights of this layer, as text or with --json.")
  var dump: String?

  @Option(help: "The model's structure (model.to_json()), for a file of weights alone.")
  var architecture: String?

  @Option(help: "The backend that trained a file of Keras 1: tensorflow or theano.")
  var assumeBackend: KerasOptions.Backend?

  @Flag(help: "Compute bilinear upsampling as Keras 2.2.3 to 2.3.1 did.")
  var legacyBilinear = false

  @Option(help: "Check whether the file is a classifier that mien takes: emotion.")
  var contract: Contract?

  @Flag(help: "Measure how fast the file is ready in a fresh process, stage by stage.")
  var time = false

  func validate() throws {
    guard !files.isEmpty else { throw ValidationError("Name at least one file.") }
    let options = [
      ("--verify", verify), ("--pack", pack), ("--dump", dump), ("--architecture", architecture),
    ]
    let single = options.filter { $0.1 != nil }.map(\.0)
    if files.count > 1, let option = single.first {
      throw ValidationError("\(option) takes one file, not \(files.count).")
    }
  }

  func run() throws {
    if time {
      for file in files { print(try StartupTiming.text(file: file, program: Program.path)) }
      return
    }
    var loader = IsolatedLoader(program: Program.path)
    loader.assumptions = KerasOptions(
      backend: assumeBackend, usesLegacyBilinear: legacyBilinear)
    try run(loader)
  }

  /// Reads the files with a given loader, prints, and throws the exit code.
  func run(_ loader: IsolatedLoader) throws {
    var wishes: IsolatedLoader.Wishes = []
    if output == .plan || output == .json { wishes.insert(.plan) }
    if output == .tree { wishes.insert(.objects) }
    if pack != nil || dump != nil { wishes.insert(.model) }
    let inspection = FileInspection(
      files: files, loader: loader, wishes: wishes, golden: verify, architecture: architecture,
      checksContract: contract != nil)
    if let dump, let bytes = inspection.entries[0].pack {
      try printWeights(of: dump, pack: bytes)
    } else {
      print(try text(of: inspection).printable)
    }
    if let pack, let bytes = inspection.entries[0].pack { try write(bytes, packedTo: pack) }
    if inspection.exitCode != 0 { throw ExitCode(inspection.exitCode) }
  }

  private func text(of inspection: FileInspection) throws -> String {
    switch output {
    case .json: try inspection.json()
    case .tree: inspection.text { ObjectText(report: $0).text }
    case .plan: inspection.text { PlanText(report: $0).text }
    case .summary: inspection.text { ReportText($0).summary }
    case .full where verify != nil: inspection.text { VerificationText(report: $0).text }
    case .full: inspection.text()
    }
  }

  private func printWeights(of layer: String, pack bytes: [UInt8]) throws {
    let weights = try PackedModel(bytes: bytes, name: files[0]).weights
    guard let found = weights.first(where: { $0.layer == layer }) else {
      throw ValidationError(
        "\(files[0]) has no layer \(layer) with weights; it has "
          + weights.map(\.layer).joined(separator: ", ").printable)
    }
    let dump = LayerDump(found)
    print(output == .json ? try FileInspection.json(dump) : dump.text.printable)
  }

  /// What another process packed is written only after it was read back.
  private func write(_ bytes: [UInt8], packedTo path: String) throws {
    let packed = try PackedModel(bytes: bytes, name: files[0])
    try packed.checkData()
    _ = try KerasModel(packed)
    if let reason = h5inspect.write(bytes, to: path) {
      throw ValidationError("\(path) cannot be written: \(reason).")
    }
  }
}

extension KerasOptions.Backend: ExpressibleByArgument {}
