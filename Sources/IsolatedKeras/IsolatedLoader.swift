import Digest
import FoundationEssentials
import Glibc
import HDF5
import Isolation
import Keras

/// Reads Keras files of any origin in a locked-down process of its own (specs/keras-h5.md §3.3):
/// whatever a file does to libhdf5, the caller gets a report or an error.
///
/// What comes back is checked again: the report is decoded with bounds, and the model is made anew
/// from the packed weights and the configuration, by code that is memory-safe. Weights that the
/// file has as they are used do not travel: the other process tells where they lie, and the caller
/// reads them there.
public struct IsolatedLoader: Sendable {
  /// Path of a program that calls `LoaderProcess.runIfAsked` first.
  public var program: String
  /// The time that a file may take.
  public var deadline = Duration.seconds(30)
  /// Bytes of address space beside what grows with the file: the program, its libraries, and the
  /// weights of a compressed file.
  public var addressSpace = 1 << 30

  /// What the files do not say.
  public var assumptions = KerasOptions()

  /// In place of the program: see `DisposableProcess.forked`.
  package var isForked = false

  /// A loader that runs `program`.
  public init(program: String) {
    self.program = program
  }

  /// What is wanted beside the report.
  public struct Wishes: OptionSet, Sendable, Hashable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The nodes that the runtime executes.
    public static let plan = Wishes(rawValue: LoaderRequest.Wishes.plan.rawValue)
    /// The objects of the HDF5 file.
    public static let objects = Wishes(rawValue: LoaderRequest.Wishes.objects.rawValue)
    /// The model itself, where it runs.
    public static let model = Wishes(rawValue: LoaderRequest.Wishes.pack.rawValue)
  }

  /// What is known of a file.
  public struct Result: Sendable {
    /// All that is to say, a failure of the process included.
    public var report: KerasFileReport
    /// The bytes of the packed model, where it was wished for and runs; not yet looked at.
    public let pack: [UInt8]?
    /// Why the process had no answer; nil when it had one.
    public let failure: IsolationError?
    /// Bytes of memory that the process held at its largest.
    public let peakMemory: Int
  }

  /// Looks at a file from all sides.
  ///
  /// - Parameters:
  ///   - golden: path of a golden file to compare with (Tools/golden.py).
  ///   - architecture: for a file of weights alone the path of the text of `model.to_json()`; nil
  ///     looks for one beside it.
  public func inspect(
    _ path: String, wishes: Wishes = [], golden: String? = nil, architecture: String? = nil
  ) -> Result {
    var requested = LoaderRequest.Wishes(rawValue: wishes.rawValue)
    if golden != nil { requested.insert(.verification) }
    do throws(LoadingFailure) {
      let reply = try ask(path, wishes: requested, golden: golden, architecture: architecture)
      var report = try Self.decoded(reply.answer.report, file: path)
      guard report.digest == reply.digest else {
        throw .isolation(
          .result(found: "another digest of the file", expected: "\(reply.digest ?? "one")"))
      }
      if !reply.answer.measures.contains(.systemCallFilter) {
        report.warnings.append(ModelWarning(layer: nil, message: Self.weaknessWarning))
      }
      return Result(
        report: report, pack: reply.answer.pack.isEmpty ? nil : reply.answer.pack, failure: nil,
        peakMemory: reply.peakMemory)
    } catch {
      let report = KerasFileReport(file: path, error: error.description(file: path))
      return Result(report: report, pack: nil, failure: error.isolation, peakMemory: 0)
    }
  }

  /// Loads a model that runs.
  ///
  /// - Throws: `IsolatedLoadingError`.
  /// - Returns: The model, the SHA-256 of its file in hexadecimal, and whether system calls were
  ///   filtered while it was read, which not every kernel can do.
  public func model(
    at path: String
  ) throws(IsolatedLoadingError) -> (model: KerasModel, digest: String, isFiltered: Bool) {
    do throws(LoadingFailure) {
      let loaded = try load(path)
      return (loaded.model, loaded.digest, loaded.isFiltered)
    } catch {
      throw IsolatedLoadingError(file: path, description: error.description(file: path))
    }
  }

  /// What `model(at:)` does, with the reason of a failure.
  package func load(
    _ path: String
  ) throws(LoadingFailure) -> (
    model: KerasModel, digest: String, isFiltered: Bool, peakMemory: Int
  ) {
    let reply = try ask(path, wishes: .briefly, golden: nil, architecture: nil)
    guard !reply.answer.pack.isEmpty, let digest = reply.digest else {
      let report = try Self.decoded(reply.answer.report, file: path)
      throw .reported(report.errors.first ?? "\(path): found no model, expected one")
    }
    let model = try Self.model(of: reply, file: path)
    return (model, digest, reply.answer.measures.contains(.systemCallFilter), reply.peakMemory)
  }

  /// The warning for kernels without the filter.
  public static let weaknessWarning =
    "the file was read in a process of its own with bounded resources, but without a filter of "
    + "system calls, which this kernel does not have"

  private struct Reply {
    let answer: LoaderAnswer
    let digest: String?
    let peakMemory: Int
    /// The file that was asked about.
    let file: InputFile
  }

  private func ask(
    _ path: String, wishes: LoaderRequest.Wishes, golden: String?, architecture: String?
  ) throws(LoadingFailure) -> Reply {
    var files = [try InputFile(path)]
    if let golden { files.append(try InputFile(golden)) }
    var wishes = wishes
    if assumptions.usesLegacyBilinear { wishes.insert(.legacyBilinear) }
    if let architecture {
      files.append(try InputFile(architecture))
      wishes.insert(.namedArchitecture)
    } else if let beside = Self.architecture(beside: path) {
      files.append(beside)
    }
    let hasArchitecture = files.count > (golden == nil ? 1 : 2)
    let size = files.reduce(0) { $0 + $1.size }
    let request = LoaderRequest(
      wishes: wishes,
      // The bytes, libhdf5's copy of them, the weights, what is packed and what is sent.
      addressSpace: addressSpace + 6 * size,
      processorSeconds: max(1, Int(deadline / .seconds(1))), parent: getpid(), name: path,
      golden: golden ?? "", architecture: hasArchitecture ? files[files.count - 1].path : "",
      backend: assumptions.backend?.rawValue ?? "")
    var process = DisposableProcess(
      program: program, arguments: request.arguments, environment: Self.environment,
      deadline: deadline,
      maximumAnswer: LoaderAnswer.maximumReport + Limits.standard.elementCount * 4)
    if isForked { process.forked = { LoaderProcess.runIfAsked($0) } }
    // Read here, and not believed from there; it costs nothing while the other process starts.
    var digest: String?
    do throws(IsolationError) {
      let outcome = try process.run(inputs: files.map(\.descriptor)) {
        digest = SHA256Digest.hexadecimal(ofDescriptor: files[0].descriptor)
      }
      return Reply(
        answer: try LoaderAnswer(outcome.answer), digest: digest, peakMemory: outcome.peakMemory,
        file: files[0])
    } catch {
      throw .isolation(error)
    }
  }

  private static func architecture(beside path: String) -> InputFile? {
    for candidate in KerasModel.architectureCandidates(for: path) {
      if let file = try? InputFile(candidate) { return file }
    }
    return nil
  }

  /// No plugin is ever looked for.
  private static var environment: [String] {
    ProgramEnvironment.computing + ["HDF5_PLUGIN_PRELOAD=::"]
  }

  private static func decoded(
    _ json: [UInt8], file: String
  ) throws(LoadingFailure) -> KerasFileReport {
    do {
      return try JSONDecoder().decode(KerasFileReport.self, from: Data(json))
    } catch {
      throw .isolation(.result(found: "an unreadable report", expected: "JSON of a known form"))
    }
  }

  private static func model(of reply: Reply, file: String) throws(LoadingFailure) -> KerasModel {
    do {
      let pack = try PackedModel(
        bytes: reply.answer.pack, name: file, weightsFile: reply.file.descriptor)
      defer { withExtendedLifetime(reply.file) {} }
      return try KerasModel(pack)
    } catch {
      throw .isolation(.result(found: "\(error)", expected: "a model that runs"))
    }
  }
}
