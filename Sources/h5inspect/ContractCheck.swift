import EmotionContract
import Glibc
import HDF5
import Keras

/// Which contract for classifiers of faces a file meets, and a sidecar to start from.
struct ContractCheck: Encodable {
  /// Whether `mien` takes the file as it lies there, with its sidecar if it has one.
  let isMet: Bool
  /// Nil without a sidecar.
  let sidecar: String?
  /// Why it is not met.
  let reason: String?
  /// A sidecar to start from; nil for files that no sidecar helps.
  let suggestedSidecar: String?
  private let suggestedPath: String

  private enum CodingKeys: String, CodingKey {
    case isMet, sidecar, reason, suggestedSidecar
  }

  init(_ report: KerasFileReport) {
    suggestedPath = Sidecar.path(beside: report.file)
    suggestedSidecar = Self.suggestion(for: report).map { Sidecar.text(for: $0) }
    guard report.verdict == .runs else {
      (isMet, sidecar, reason) = (false, nil, "the file does not run")
      return
    }
    do throws(SidecarError) {
      let declaration = try Self.declaration(beside: report.file)
      sidecar = declaration == nil ? nil : suggestedPath
      let contract = ModelContract.standard.declared(declaration ?? ModelDeclaration())
      do throws(ContractMismatch) {
        _ = try contract.inputShape(
          inputs: report.inputs.map(\.dimensions), outputs: report.outputs.map(\.dimensions))
        (isMet, reason) = (true, nil)
      } catch {
        (isMet, reason) = (false, error.description)
      }
    } catch {
      (isMet, sidecar, reason) = (false, suggestedPath, error.description)
    }
  }

  private static func declaration(
    beside path: String
  ) throws(SidecarError) -> ModelDeclaration? {
    let path = Sidecar.path(beside: path)
    guard access(path, F_OK) == 0 else { return nil }
    let bytes: [UInt8]
    do throws(HDF5Error) {
      bytes = try File.bytes(ofFile: path, limit: 64 << 20)
    } catch {
      throw SidecarError(file: path, reason: error.description)
    }
    return try Sidecar.declaration(in: bytes, file: path)
  }

  /// What a sidecar must say for the file's input and output; of the order of classes and of the
  /// range the file tells nothing, so that the likeliest stand there.
  private static func suggestion(for report: KerasFileReport) -> ModelContract? {
    guard report.inputs.count == 1, report.outputs.count == 1,
      report.inputs[0].dimensions.count == 3,
      report.outputs[0].dimensions.filter({ $0 != 1 }) == [Emotion.allCases.count]
    else { return nil }
    var contract = ModelContract.standard
    contract.labels = ModelContract.alphabeticalLabels
    var extents = report.inputs[0].dimensions
    if let first = extents[0], first == 1 || first == 3, extents[2] != 1, extents[2] != 3 {
      extents = [extents[1], extents[2], first]
    }
    contract.height = extents[0] ?? contract.height
    contract.width = extents[1] ?? contract.width
    contract.channels = extents[2] ?? contract.channels
    guard contract.channels == 1 || contract.channels == 3 else { return nil }
    // A model that scales its input itself takes the values as they are.
    let scaling = ["Rescaling", "Normalization"]
    if report.layers.prefix(3).contains(where: { scaling.contains($0.className) }) {
      contract.inputRange = .bytes
    }
    return contract
  }

  var text: String {
    var lines: [String] = []
    if isMet {
      lines.append(
        sidecar.map { "contract emotion: met, as \($0) declares it" }
          ?? "contract emotion: met without a sidecar, as input (48, 48, 1) in 0...1 and outputs "
          + Emotion.allCases.map(\.rawValue).joined(separator: ", "))
    } else {
      lines.append("contract emotion: not met: \(reason ?? "unknown")")
    }
    if let suggestedSidecar, sidecar == nil {
      lines.append(
        "If its classes or its input are others, save this as \(suggestedPath) and correct it by "
          + "the training code (order of the classes, input range):")
      lines.append(suggestedSidecar)
    }
    return lines.joined(separator: "\n")
  }
}
