import NeuralNetwork

extension PackedModel {
  /// The bytes of a packed model; the same model gives the same bytes.
  ///
  /// - Parameters:
  ///   - model: of any origin.
  ///   - digest: SHA-256 of the file that the model was read from, in hexadecimal.
  public static func bytes(of model: KerasModel, digest: String?) -> [UInt8] {
    var source = model.source
    source.digest = digest
    return bytes(source: source, weights: model.weights, form: form)
  }

  /// The bytes of a packed model that leaves out the weights which its file has byte for byte
  /// (`PackedModel.init(bytes:name:weightsFile:)`): few, of a file as Keras writes it.
  public static func referringBytes(of model: KerasModel) -> [UInt8] {
    // What is in a member of an archive is not at its place in the file.
    bytes(
      source: model.source, weights: model.weights,
      form: model.kind == .archive ? form : referringForm)
  }

  static func bytes(source: ModelSource, weights: [LayerWeights], form: UInt32) -> [UInt8] {
    let isReferring = form == referringForm
    // The places of the data depend on the size of the index, which does not depend on them.
    let indexSize = index(
      source: source, weights: weights, dataOffset: 0, isReferring: isReferring
    ).count
    let dataOffset = aligned(headerSize + indexSize)
    let index = index(
      source: source, weights: weights, dataOffset: dataOffset, isReferring: isReferring)
    let packed = weights.flatMap(\.weights).filter { !isReferring || $0.offset == nil }
    let size = packed.reduce(dataOffset) { aligned($0) + 4 * $1.tensor.values.count }
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      // Only what nothing is copied to: touching large memory once more takes its time.
      func clear(_ range: Range<Int>) {
        UnsafeMutableRawBufferPointer(rebasing: bytes[range])
          .initializeMemory(as: UInt8.self, repeating: 0)
      }
      clear(0..<dataOffset)
      UnsafeMutableRawBufferPointer(rebasing: bytes[headerSize...]).copyBytes(from: index)
      var offset = dataOffset
      for weight in packed {
        clear(offset..<aligned(offset))
        offset = aligned(offset)
        weight.tensor.values.withUnsafeBytes {
          UnsafeMutableRawBufferPointer(rebasing: bytes[offset...]).copyMemory(from: $0)
        }
        offset += 4 * weight.tensor.values.count
      }
      var header = PackWriter()
      header.bytes = magic
      header.append(form)
      header.append(UInt32(0))
      header.append(UInt64(size))
      header.append(UInt64(headerSize))
      header.append(UInt64(indexSize))
      header.append(index.withUnsafeBytes { Checksum.of($0) })
      header.append(UInt64(dataOffset))
      header.append(Checksum.of(UnsafeRawBufferPointer(rebasing: bytes[dataOffset...])))
      bytes.copyBytes(from: header.bytes)
      count = size
    }
  }

  private static func index(
    source: ModelSource, weights: [LayerWeights], dataOffset: Int, isReferring: Bool
  ) -> [UInt8] {
    var writer = PackWriter()
    writer.append(source.kind.rawValue)
    writer.append(source.kerasVersion)
    writer.append(source.backend)
    writer.append(source.configuration)
    writer.append(source.options.backend?.rawValue)
    writer.append(UInt32(source.options.usesLegacyBilinear ? 1 : 0))
    writer.append(source.digest)
    writer.append(UInt32(weights.count))
    var offset = dataOffset
    for layer in weights {
      writer.append(layer.layer)
      writer.append(UInt32(layer.weights.count))
      for weight in layer.weights {
        writer.append(weight.name)
        writer.append(UInt32(weight.tensor.dimensions.count))
        for extent in weight.tensor.dimensions { writer.append(UInt64(extent)) }
        if isReferring { writer.append(UInt32(weight.offset == nil ? 0 : 1)) }
        if isReferring, let place = weight.offset {
          writer.append(UInt64(place))
        } else {
          offset = aligned(offset)
          writer.append(UInt64(offset))
          offset += 4 * weight.tensor.values.count
        }
      }
    }
    return writer.bytes
  }

  private static func aligned(_ offset: Int) -> Int {
    (offset + alignment - 1) / alignment * alignment
  }
}

/// Appends little-endian numbers and texts with their lengths.
private struct PackWriter {
  var bytes: [UInt8] = []

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ text: String?) {
    guard let text else { return append(PackReader.absent) }
    let utf8 = Array(text.utf8)
    append(UInt32(utf8.count))
    bytes += utf8
  }
}
