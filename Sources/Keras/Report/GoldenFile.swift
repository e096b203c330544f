import HDF5
import NeuralNetwork

/// What Keras computed with a model, layer by layer, as Tools/golden.py writes it: at the root the
/// attributes `golden_form` = 1, `golden_layers` (names of the layers) and `golden_policy` (dtype
/// policy); groups `inputs`, `layers` and `outputs` with datasets `0`, `1`, … whose first extent is
/// the batch.
struct GoldenFile {
  /// Values with the batch first.
  struct Values: Sendable {
    let name: String
    let tensor: Tensor
  }

  let inputs: [Values]
  let layers: [Values]
  let outputs: [Values]
  /// Whether Keras computed in half precision, so that only two to three digits agree.
  let isHalfPrecision: Bool
  let batch: Int

  /// - Throws: `KerasError.file`, or `configuration` when it is no such file.
  init(bytes: [UInt8], name: String) throws(KerasError) {
    do throws(HDF5Error) {
      let root = try File(bytes: bytes, name: name).root
      let form = try root.text("golden_form")
      guard form == "1" else {
        throw .wrongType(
          root.location.attribute("golden_form"), found: form ?? "nothing",
          expected: "1, as Tools/golden.py writes it")
      }
      let policy = try root.text("golden_policy") ?? "float32"
      isHalfPrecision = policy.hasSuffix("float16")
      inputs = try GoldenFile.values(in: root, group: "inputs", names: nil)
      let names = try root.texts("golden_layers") ?? []
      layers = try GoldenFile.values(in: root, group: "layers", names: names)
      outputs = try GoldenFile.values(in: root, group: "outputs", names: nil)
      batch = inputs.first?.tensor.dimensions.first ?? 0
      let all = inputs + layers + outputs
      guard (1...GoldenFile.maximumBatch).contains(batch),
        all.allSatisfy({ $0.tensor.dimensions.first == batch })
      else {
        throw .wrongType(
          root.location, found: "values of different or too large batches",
          expected: "1 to \(GoldenFile.maximumBatch) samples of each value")
      }
    } catch {
      throw .file(error)
    }
  }

  private static let maximumBatch = 64

  private static func values(
    in root: Group, group: String, names: [String]?
  ) throws(HDF5Error) -> [Values] {
    let group = try root.group(group)
    var values: [Values] = []
    while try group.contains("\(values.count)") {
      let dataset = try group.dataset("\(values.count)")
      let name = names.map { $0.count > values.count ? $0[values.count] : "" } ?? ""
      guard let tensor = Tensor(dimensions: dataset.dimensions, values: try dataset.floats())
      else { break }
      values.append(Values(name: name, tensor: tensor))
    }
    if let names, names.count != values.count {
      throw .wrongType(
        group.location, found: "\(values.count) values", expected: "\(names.count), one per name")
    }
    return values
  }
}

extension Location {
  fileprivate func attribute(_ name: String) -> Location {
    Location(file: file, object: object, attribute: name)
  }
}
