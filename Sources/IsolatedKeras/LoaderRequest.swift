/// What a loading process is asked to do; it travels as the process's arguments.
struct LoaderRequest: Equatable {
  /// What is wanted beside the report.
  struct Wishes: OptionSet {
    let rawValue: UInt32

    /// The nodes that the runtime executes.
    static let plan = Wishes(rawValue: 1 << 0)
    /// The objects of the HDF5 file.
    static let objects = Wishes(rawValue: 1 << 1)
    /// The model, packed.
    static let pack = Wishes(rawValue: 1 << 2)
    /// The comparison with a golden file, which is the second input.
    static let verification = Wishes(rawValue: 1 << 3)
    /// No report of a model that runs, which takes time.
    static let briefly = Wishes(rawValue: 1 << 4)
    /// The old grid of bilinear upsampling (`KerasOptions.usesLegacyBilinear`).
    static let legacyBilinear = Wishes(rawValue: 1 << 5)
    /// The structure was named, and is not only a file that lies beside the weights.
    static let namedArchitecture = Wishes(rawValue: 1 << 6)
  }

  /// Starts the arguments of a loading process.
  static let argument = "--load-weights-child"

  var wishes: Wishes
  var addressSpace: Int
  var processorSeconds: Int
  /// The process that asked; without it there is nobody to answer.
  var parent: Int32
  /// The name of the file, for errors.
  var name: String
  /// The name of the golden file; empty when there is none.
  var golden: String
  /// The name of the file with the structure; empty when there is none. It is the last input.
  var architecture: String
  /// The backend that trained a file of Keras 1; empty when unknown.
  var backend: String

  init(
    wishes: Wishes, addressSpace: Int, processorSeconds: Int, parent: Int32, name: String,
    golden: String, architecture: String, backend: String
  ) {
    self.wishes = wishes
    self.addressSpace = addressSpace
    self.processorSeconds = processorSeconds
    self.parent = parent
    self.name = name
    self.golden = golden
    self.architecture = architecture
    self.backend = backend
  }

  /// Returns nil when the arguments, without the program's name, are no request.
  init?(_ arguments: [String]) {
    guard arguments.count == 9, arguments[0] == Self.argument,
      let wishes = UInt32(arguments[1]), let addressSpace = Int(arguments[2]),
      let processorSeconds = Int(arguments[3]), let parent = Int32(arguments[4])
    else { return nil }
    self.init(
      wishes: Wishes(rawValue: wishes), addressSpace: addressSpace,
      processorSeconds: processorSeconds, parent: parent, name: arguments[5],
      golden: arguments[6], architecture: arguments[7], backend: arguments[8])
  }

  var arguments: [String] {
    [
      Self.argument, String(wishes.rawValue), String(addressSpace), String(processorSeconds),
      String(parent), name, golden, architecture, backend,
    ]
  }
}
