import Digest
import EmotionContract
import Files
import HDF5
import Imaging
import Keras
import NeuralNetwork

/// The expression classifier: a Keras file that takes a gray face and gives one probability for
/// each class, by the contract of the replaced system or by what is declared of it.
public struct EmotionModel: Sendable {
  /// Faces classified in one call. Fixed, so that the same video gives the same bytes whatever the
  /// machine does.
  public static let batch = 32

  /// The file's name without its folder.
  public let name: String
  /// The Keras version that wrote the file, where it says so.
  public let kerasVersion: String?
  /// SHA-256 of the file in hexadecimal.
  public let digest: String
  /// Its input and the order of its classes.
  public let contract: ModelContract
  let plan: Plan
  let hasChannelsFirst: Bool

  /// Reads and checks a model file and the sidecar beside it, in this process: for files of known
  /// origin.
  ///
  /// - Parameter declaration: what counts before the sidecar.
  /// - Throws: `EmotionModelError` when the file cannot be read, uses layers that the runtime does
  ///   not have, or has other inputs or outputs than the contract's.
  public init(
    contentsOf path: String, declaration: ModelDeclaration = ModelDeclaration()
  ) throws(EmotionModelError) {
    let model: KerasModel
    let digest: String
    do throws(KerasError) {
      let bytes: [UInt8]
      do throws(HDF5Error) {
        bytes = try File.bytes(ofFile: path, limit: Limits.standard.fileSize)
      } catch {
        throw .file(error)
      }
      model = try KerasModel(
        bytes: bytes, name: path, architecture: Self.architecture(beside: path))
      digest = SHA256Digest.hexadecimal(of: bytes)
    } catch {
      throw .unreadable(path, error)
    }
    try self.init(model, path: path, digest: digest, declaration: declaration)
  }

  /// Checks a model that was read from the file at `path`, and the sidecar beside it.
  ///
  /// - Parameters:
  ///   - digest: SHA-256 of the file in hexadecimal.
  ///   - declaration: what counts before the sidecar.
  /// - Throws: `EmotionModelError.sidecar` or `contract`.
  public init(
    _ model: KerasModel, path: String, digest: String,
    declaration: ModelDeclaration = ModelDeclaration()
  ) throws(EmotionModelError) {
    name = FilePath.name(of: path)
    kerasVersion = model.kerasVersion
    self.digest = digest
    let sidecar = try Self.sidecar(beside: path) ?? ModelDeclaration()
    let contract = ModelContract.standard.declared(sidecar).declared(declaration)
    let shape: [Int]
    do throws(ContractMismatch) {
      shape = try contract.inputShape(
        inputs: model.inputs.map(\.dimensions), outputs: model.outputs.map(\.dimensions))
    } catch {
      throw .contract(path, error)
    }
    do throws(NeuralNetworkError) {
      plan = try Plan(
        model.graph.optimized(), inputShapes: [Shape(shape)], maximumBatch: Self.batch)
    } catch {
      throw .contract(
        path,
        ContractMismatch(
          found: error.description, expected: "layers that fit input \(Shape(shape))"))
    }
    do throws(ContractMismatch) {
      try contract.check(output: plan.outputShape.dimensions)
    } catch {
      throw .contract(path, error)
    }
    self.contract = contract
    hasChannelsFirst = shape != [contract.height, contract.width, contract.channels]
  }

  /// The structure of a model whose file holds weights alone.
  private static func architecture(beside path: String) -> (text: String, name: String)? {
    for candidate in KerasModel.architectureCandidates(for: path) {
      guard let bytes = try? File.bytes(ofFile: candidate, limit: maximumSidecarSize) else {
        continue
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if KerasModel.isArchitecture(text) { return (text, candidate) }
    }
    return nil
  }

  /// What the sidecar of a model declares; nil when there is none.
  private static func sidecar(
    beside path: String
  ) throws(EmotionModelError) -> ModelDeclaration? {
    let sidecar = Sidecar.path(beside: path)
    // A file that is not there is no sidecar; one that cannot be read is a mistake to tell.
    let bytes: [UInt8]
    do throws(HDF5Error) {
      bytes = try File.bytes(ofFile: sidecar, limit: maximumSidecarSize)
    } catch {
      guard exists(sidecar) else { return nil }
      throw .sidecar(sidecar, error.description)
    }
    do throws(SidecarError) {
      return try Sidecar.declaration(in: bytes, file: sidecar)
    } catch {
      throw .sidecar(sidecar, error.description)
    }
  }

  /// Architectures of large models, which may have the same name, are as large as this.
  private static let maximumSidecarSize = 64 << 20
}
