import Digest
import FoundationEssentials
import Glibc
import HDF5
import Isolation
import Keras
import NeuralNetwork

/// The inside of a process that reads one untrusted file and answers.
public enum LoaderProcess {
  /// Does the work and ends the process, when its arguments (without the program's name) ask for
  /// it; returns at once otherwise. A program calls it before anything else.
  public static func runIfAsked(_ arguments: [String]) {
    guard arguments.first == LoaderRequest.argument else { return }
    guard let request = LoaderRequest(arguments) else { _exit(Status.request.rawValue) }
    run(request)
  }

  /// Why a process ends without an answer.
  enum Status: Int32 {
    case request = 2
    case confinement = 3
    case input = 4
    case encoding = 5
  }

  private static func run(_ request: LoaderRequest) -> Never {
    DisposableProcess.closeForeignDescriptors()
    // What libraries do once, they do before the doors close.
    LinearAlgebra.prepare()
    let confinement = Confinement(
      addressSpace: request.addressSpace, processorSeconds: request.processorSeconds,
      resultDescriptor: DisposableProcess.resultDescriptor)
    guard let measures = try? confinement.apply() else { _exit(Status.confinement.rawValue) }
    // The death signal is not sent for a parent that died before it was asked for.
    guard getppid() == request.parent else { _exit(Status.request.rawValue) }
    // Mapped: what happens to the file meanwhile may cost this process its life, and no more.
    guard
      let image = FileImage(
        mapping: DisposableProcess.firstInput, limit: Limits.standard.fileSize)
    else {
      _exit(Status.input.rawValue)
    }
    var answer = LoaderAnswer(measures: measures, report: [], pack: [])
    if request.wishes.contains(.briefly) {
      load(image, request, into: &answer)
    } else {
      inspect(image, request, into: &answer)
    }
    DisposableProcess.finish(with: answer.start, answer.pack)
  }

  private static func load(
    _ image: FileImage, _ request: LoaderRequest, into answer: inout LoaderAnswer
  ) {
    do throws(KerasError) {
      let model = try KerasModel(
        image: image, name: request.name, architecture: architecture(request),
        options: request.assumptions)
      answer.pack = PackedModel.referringBytes(of: model)
    } catch {
      answer.report = encoded(KerasFileReport(file: request.name, error: error.description))
    }
  }

  private static func inspect(
    _ image: FileImage, _ request: LoaderRequest, into answer: inout LoaderAnswer
  ) {
    var options: Inspection.Options = []
    if request.wishes.contains(.plan) { options.insert(.plan) }
    if request.wishes.contains(.objects) { options.insert(.objects) }
    let inspection = Inspection(
      image: image, name: request.name, architecture: architecture(request),
      assumptions: request.assumptions, options: options)
    var report = inspection.report
    let digest = image.withUnsafeBytes { SHA256Digest.hexadecimal(of: $0) }
    report.digest = digest
    if let model = inspection.model {
      if request.wishes.contains(.verification) {
        let golden = input(1)
        report.verification = Verification(of: model, golden: golden, name: request.golden)
      }
      if request.wishes.contains(.pack) {
        answer.pack = PackedModel.bytes(of: model, digest: digest)
      }
    }
    answer.report = encoded(report)
  }

  private static func input(_ index: Int) -> [UInt8] {
    guard
      let bytes = try? DisposableProcess.bytes(ofInput: index, limit: Limits.standard.fileSize)
    else { _exit(Status.input.rawValue) }
    return bytes
  }

  /// The structure from a file of its own. A file that only lies beside the weights may be
  /// anything, and then does not count.
  private static func architecture(_ request: LoaderRequest) -> (text: String, name: String)? {
    guard !request.architecture.isEmpty else { return nil }
    let bytes = input(request.wishes.contains(.verification) ? 2 : 1)
    let text = String(decoding: bytes, as: UTF8.self)
    guard request.wishes.contains(.namedArchitecture) || KerasModel.isArchitecture(text) else {
      return nil
    }
    return (text, request.architecture)
  }

  private static func encoded(_ report: KerasFileReport) -> [UInt8] {
    guard let data = try? JSONEncoder().encode(report) else { _exit(Status.encoding.rawValue) }
    return [UInt8](data)
  }
}
