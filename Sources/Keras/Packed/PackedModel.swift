import Files
import HDF5
import NeuralNetwork

/// A model as one flat file: what Keras' file says of its structure, and every weight as 32-bit
/// floats at an aligned place, so that opening it is mapping it.
///
/// All numbers are little-endian. The header of 64 bytes: the magic `MIENPACK`; form, 4 bytes; 4
/// bytes of zero; size of the file; start and size of the index; its checksum; start of the data,
/// a multiple of 64; checksum of the data to the end, each of 8 bytes. The index: text is a length
/// of 4 bytes and UTF-8, and a text that is absent has the length 2³²−1. It holds the name of the
/// kind of file, Keras' version, backend, `model_config`, the backend that its user named, 4 bytes
/// that are 1 for the old bilinear grid, the SHA-256 of the source in hexadecimal;
/// the number of layers; per layer its name and the number of weights; per weight its name, rank,
/// each extent of 8 bytes, and its start in the file of 8 bytes, a multiple of 64. Numbers of
/// layers and weights and ranks take 4 bytes. The checksums are XXH64 with seed 0.
///
/// Form 2 is not for keeping: between processes, it leaves out what the HDF5 file that was packed
/// has byte for byte. Before each start stand 4 bytes that are 1 when it is a place in that file.
public struct PackedModel: Sendable {
  static let magic = Array("MIENPACK".utf8)
  static let form: UInt32 = 1
  static let referringForm: UInt32 = 2
  static let headerSize = 64
  static let alignment = 64

  /// Where a weight lies.
  struct Entry: Sendable {
    let name: String
    let dimensions: [Int]
    let offset: Int
    let count: Int
    /// Whether it lies in the file that was packed.
    let isInWeightsFile: Bool
  }

  struct LayerEntry: Sendable {
    let name: String
    let weights: [Entry]
  }

  /// The file's name, for errors.
  public let file: String
  /// The file that was packed.
  public let source: ModelSource
  /// Number of values of all weights.
  public var parameters: Int {
    layers.reduce(0) { $0 + $1.weights.reduce(0) { $0 + $1.count } }
  }

  let layers: [LayerEntry]
  private let storage: ByteStorage
  private let weightsFile: WeightsFile?
  private let dataOffset: Int
  private let dataChecksum: UInt64

  /// Maps the file and checks its header and index. The weights are not touched, so that this
  /// takes well under a millisecond whatever their size; `checkData` reads them all.
  ///
  /// - Throws: `PackError`.
  public init(contentsOf path: String) throws(PackError) {
    try self.init(ByteStorage(mapping: path), file: path, weightsFile: nil)
  }

  /// Reads a packed model that is in memory; `name` stands for it in errors.
  ///
  /// - Throws: `PackError`.
  public init(bytes: [UInt8], name: String) throws(PackError) {
    try self.init(ByteStorage(bytes), file: name, weightsFile: nil)
  }

  /// Reads a packed model that may leave out weights which the file it was made from has
  /// (`referringBytes`). Those are read from that file when they are asked for.
  ///
  /// - Parameters:
  ///   - bytes: the packed model.
  ///   - name: stands for it in errors.
  ///   - weightsFile: an open regular file, which stays the caller's and open.
  /// - Throws: `PackError`.
  public init(bytes: [UInt8], name: String, weightsFile: Int32) throws(PackError) {
    guard let weightsFile = WeightsFile(weightsFile) else {
      throw .unreadable(file: name, reason: "it is no regular file")
    }
    try self.init(ByteStorage(bytes), file: name, weightsFile: weightsFile)
  }

  private init(
    _ storage: ByteStorage, file: String, weightsFile: WeightsFile?
  ) throws(PackError) {
    let bytes = storage.bytes
    guard bytes.count >= Self.headerSize, bytes.starts(with: Self.magic) else {
      throw .notPacked(file: file)
    }
    var reader = PackReader(bytes, file: file)
    reader.offset = Self.magic.count
    let form = try reader.number32("form")
    guard form == Self.form || (form == Self.referringForm && weightsFile != nil) else {
      throw .version(file: file, found: Int(form), expected: Int(Self.form))
    }
    let reserved = try reader.number32("reserved")
    let size = try reader.count64("size", limit: .max)
    guard size == bytes.count else {
      throw .size(file: file, found: bytes.count, expected: size)
    }
    let indexOffset = try reader.count64("index start", limit: size)
    guard reserved == 0, indexOffset == Self.headerSize else {
      throw .checksum(file: file, part: "the first \(Self.headerSize) bytes")
    }
    let indexSize = try reader.count64("index size", limit: size - indexOffset)
    let indexChecksum = try reader.number64("index checksum")
    dataOffset = try reader.count64("data start", limit: size)
    dataChecksum = try reader.number64("data checksum")
    let indexEnd = indexOffset + indexSize
    guard dataOffset >= indexEnd, dataOffset - indexEnd < Self.alignment,
      bytes[indexEnd..<dataOffset].allSatisfy({ $0 == 0 })
    else { throw .checksum(file: file, part: "the bytes before the weights") }
    let index = UnsafeRawBufferPointer(rebasing: bytes[indexOffset..<indexEnd])
    guard Checksum.of(index) == indexChecksum else {
      throw .checksum(file: file, part: "the names and extents")
    }
    self.file = file
    self.storage = storage
    self.weightsFile = weightsFile
    var indexReader = PackReader(index, file: file)
    source = try ModelSource(&indexReader)
    layers = try Self.layers(
      &indexReader,
      places: Places(
        data: dataOffset..<size,
        weightsFile: form == Self.referringForm ? weightsFile?.size : nil))
    guard indexReader.offset == indexSize else {
      throw .index(
        file: file, entry: "index", found: "more than its entries", expected: "nothing behind them")
    }
  }

  /// Where weights may lie.
  private struct Places {
    let data: Range<Int>
    /// Bytes of the file that was packed; nil where nothing refers to it.
    let weightsFile: Int?

    var largest: Int { max(data.count, weightsFile ?? 0) }
    var total: Int { data.count + (weightsFile ?? 0) }
  }

  private static func layers(
    _ reader: inout PackReader, places: Places
  ) throws(PackError) -> [LayerEntry] {
    var layers: [LayerEntry] = []
    var total = 0
    for _ in 0..<(try reader.count32("layers")) {
      let name = try reader.text("layer name")
      var weights: [Entry] = []
      for _ in 0..<(try reader.count32("weights of \(name)")) {
        let entry = try entry(&reader, layer: name, places: places)
        // Each value is there once; many entries for one place would be made to fill memory.
        total += 4 * entry.count
        guard total <= places.total else {
          throw .index(
            file: reader.file, entry: "weights of \(name)", found: "\(total) bytes of weights",
            expected: "at most \(places.total)")
        }
        weights.append(entry)
      }
      layers.append(LayerEntry(name: name, weights: weights))
    }
    return layers
  }

  private static func entry(
    _ reader: inout PackReader, layer: String, places: Places
  ) throws(PackError) -> Entry {
    let name = try reader.text("weight name of \(layer)")
    let place = "weight \(name) of layer \(layer)"
    let rank = try reader.count32("rank of \(place)")
    guard rank <= maximumRank else {
      throw .index(
        file: reader.file, entry: place, found: "rank \(rank)",
        expected: "at most \(maximumRank)")
    }
    var dimensions: [Int] = []
    var count = 1
    for _ in 0..<rank {
      let extent = try reader.count64("extent of \(place)", limit: places.largest)
      dimensions.append(extent)
      // Both are at most the file's size, so that the product may overflow, but is caught.
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= places.largest / 4 else {
        throw .index(
          file: reader.file, entry: place, found: "more values than the file holds",
          expected: "at most \(places.largest / 4)")
      }
      count = product
    }
    if let size = places.weightsFile {
      let place = try reader.number32("place of \(place)")
      if place == 1 {
        let offset = try reader.count64("start of \(name)", limit: size)
        guard 4 * count <= size - offset else {
          throw .index(
            file: reader.file, entry: "weight \(name) of layer \(layer)",
            found: "start \(offset)", expected: "a place inside of the file")
        }
        return Entry(
          name: name, dimensions: dimensions, offset: offset, count: count, isInWeightsFile: true)
      }
    }
    let data = places.data
    let offset = try reader.count64("start of \(place)", limit: data.upperBound)
    guard offset.isMultiple(of: alignment), offset >= data.lowerBound,
      4 * count <= data.upperBound - offset
    else {
      throw .index(
        file: reader.file, entry: place, found: "start \(offset)",
        expected: "a multiple of \(alignment) inside of the data")
    }
    return Entry(
      name: name, dimensions: dimensions, offset: offset, count: count, isInWeightsFile: false)
  }

  private static let maximumRank = 8

  /// Reads all weights and compares their checksum.
  ///
  /// - Throws: `PackError.checksum`.
  public func checkData() throws(PackError) {
    let data = UnsafeRawBufferPointer(rebasing: storage.bytes[dataOffset...])
    guard Checksum.of(data) == dataChecksum else {
      throw .checksum(file: file, part: "the weights")
    }
  }

  /// All weights, copied out of the file. A weight that cannot be read is left out, and its model
  /// then cannot be made.
  public var weights: [LayerWeights] {
    layers.map { layer in
      LayerWeights(
        layer: layer.name,
        weights: layer.weights.compactMap { entry in
          tensor(entry).map { LayerWeights.Weight(name: entry.name, tensor: $0) }
        })
    }
  }

  /// Nil when the file that was packed cannot be read any more.
  private func tensor(_ entry: Entry) -> Tensor? {
    var isRead = true
    let values = [Float](unsafeUninitializedCapacity: entry.count) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<(4 * entry.count)])
      LargeMemory.prepare(target)
      if entry.isInWeightsFile {
        isRead = weightsFile?.read(into: target, at: entry.offset) ?? false
      } else {
        target.copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: storage.bytes[entry.offset..<entry.offset + target.count]))
      }
      count = isRead ? entry.count : 0
    }
    return isRead ? Tensor(dimensions: entry.dimensions, values: values) : nil
  }
}
