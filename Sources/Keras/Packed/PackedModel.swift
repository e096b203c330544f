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
public struct PackedModel: Sendable {
  static let magic = Array("MIENPACK".utf8)
  static let form: UInt32 = 1
  static let headerSize = 64
  static let alignment = 64

  /// Where a weight lies.
  struct Entry: Sendable {
    let name: String
    let dimensions: [Int]
    let offset: Int
    let count: Int
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
  private let dataOffset: Int
  private let dataChecksum: UInt64

  /// Maps the file and checks its header and index. The weights are not touched, so that this
  /// takes well under a millisecond whatever their size; `checkData` reads them all.
  ///
  /// - Throws: `PackError`.
  public init(contentsOf path: String) throws(PackError) {
    try self.init(ByteStorage(mapping: path), file: path)
  }

  /// Reads a packed model that is in memory; `name` stands for it in errors.
  ///
  /// - Throws: `PackError`.
  public init(bytes: [UInt8], name: String) throws(PackError) {
    try self.init(ByteStorage(bytes), file: name)
  }

  private init(_ storage: ByteStorage, file: String) throws(PackError) {
    let bytes = storage.bytes
    guard bytes.count >= Self.headerSize, bytes.starts(with: Self.magic) else {
      throw .notPacked(file: file)
    }
    var reader = PackReader(bytes, file: file)
    reader.offset = Self.magic.count
    let form = try reader.number32("form")
    guard form == Self.form else {
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
    var indexReader = PackReader(index, file: file)
    source = try ModelSource(&indexReader)
    layers = try Self.layers(&indexReader, data: dataOffset..<size)
    guard indexReader.offset == indexSize else {
      throw .index(
        file: file, entry: "index", found: "more than its entries", expected: "nothing behind them")
    }
  }

  private static func layers(
    _ reader: inout PackReader, data: Range<Int>
  ) throws(PackError) -> [LayerEntry] {
    var layers: [LayerEntry] = []
    for _ in 0..<(try reader.count32("layers")) {
      let name = try reader.text("layer name")
      var weights: [Entry] = []
      for _ in 0..<(try reader.count32("weights of \(name)")) {
        weights.append(try entry(&reader, layer: name, data: data))
      }
      layers.append(LayerEntry(name: name, weights: weights))
    }
    return layers
  }

  private static func entry(
    _ reader: inout PackReader, layer: String, data: Range<Int>
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
      let extent = try reader.count64("extent of \(place)", limit: data.count)
      dimensions.append(extent)
      // Both are at most the file's size, so that the product may overflow, but is caught.
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= data.count / 4 else {
        throw .index(
          file: reader.file, entry: place, found: "more values than the file holds",
          expected: "at most \(data.count / 4)")
      }
      count = product
    }
    let offset = try reader.count64("start of \(place)", limit: data.upperBound)
    guard offset.isMultiple(of: alignment), offset >= data.lowerBound,
      offset <= data.upperBound - 4 * count
    else {
      throw .index(
        file: reader.file, entry: place, found: "start \(offset)",
        expected: "a multiple of \(alignment) inside of the data")
    }
    return Entry(name: name, dimensions: dimensions, offset: offset, count: count)
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

  /// All weights, copied out of the file.
  public var weights: [LayerWeights] {
    layers.map { layer in
      LayerWeights(
        layer: layer.name,
        weights: layer.weights.compactMap { entry in
          tensor(entry).map { LayerWeights.Weight(name: entry.name, tensor: $0) }
        })
    }
  }

  /// Never nil for an entry of this model, whose extents were checked.
  private func tensor(_ entry: Entry) -> Tensor? {
    let values = [Float](unsafeUninitializedCapacity: entry.count) { buffer, count in
      let size = entry.count * MemoryLayout<Float>.stride
      UnsafeMutableRawBufferPointer(buffer).copyMemory(
        from: UnsafeRawBufferPointer(
          rebasing: storage.bytes[entry.offset..<entry.offset + size]))
      count = entry.count
    }
    return Tensor(dimensions: entry.dimensions, values: values)
  }
}
