import CHDF5

/// Whether a dataset's values lie plainly in its own file and unpack to what they promise.
struct StorageCheck {
  let dataset: Handle
  let location: Location
  let limits: Limits

  private static let filters = [
    Int32(H5Z_FILTER_DEFLATE), Int32(H5Z_FILTER_SHUFFLE), Int32(H5Z_FILTER_FLETCHER32),
  ]

  /// - Throws: `HDF5Error.storage` or `HDF5Error.limit`.
  func run(dimensions: [Int], elementSize: Int) throws(HDF5Error) {
    let properties = try Handle(.properties, "read the dataset's layout", at: location) {
      H5Dget_create_plist(dataset.id)
    }
    let declared = dimensions.reduce(elementSize, *)
    let stored = Library.withLock { Int(clamping: H5Dget_storage_size(dataset.id)) }
    switch Library.withLock({ H5Pget_layout(properties.id) }) {
    case H5D_COMPACT: break
    case H5D_CONTIGUOUS:
      try checkExternal(properties)
      guard stored == declared else {
        throw .storage(location, found: "\(stored) stored bytes", expected: "\(declared)")
      }
    case H5D_CHUNKED:
      try checkFilters(properties)
      try checkChunks(properties, dimensions: dimensions)
      guard stored > 0, declared / limits.expansion <= stored else {
        throw .storage(
          location, found: "\(stored) stored bytes for \(declared)",
          expected: "at least one for \(limits.expansion)")
      }
    case H5D_VIRTUAL:
      throw .storage(
        location, found: "a virtual dataset", expected: "values stored in this file")
    default:
      throw .storage(
        location, found: "an unknown layout", expected: "values stored in this file")
    }
  }

  private func checkExternal(_ properties: Handle) throws(HDF5Error) {
    let count = try Library.call("read the dataset's layout", at: location) {
      H5Pget_external_count(properties.id)
    }
    guard count == 0 else {
      throw .storage(
        location, found: "values stored in another file", expected: "values stored in this file")
    }
  }

  private func checkFilters(_ properties: Handle) throws(HDF5Error) {
    let count = try Library.call("read the dataset's filters", at: location) {
      chdf5_filter_count(properties.id)
    }
    guard count <= 3 else {
      throw .limit(location, quantity: "a number of filters", found: Int(count), limit: 3)
    }
    for index in 0..<count {
      let filter = try Library.call("read the dataset's filters", at: location) {
        chdf5_filter(properties.id, UInt32(index))
      }
      guard StorageCheck.filters.contains(filter) else {
        throw .storage(
          location, found: "filter number \(filter)", expected: "gzip, shuffle or fletcher32")
      }
    }
  }

  private func checkChunks(
    _ properties: Handle, dimensions: [Int]
  ) throws(HDF5Error) {
    var chunk = [hsize_t](repeating: 0, count: limits.rank)
    let rank = try chunk.withUnsafeMutableBufferPointer { buffer throws(HDF5Error) in
      try Library.call("read the dataset's chunks", at: location) {
        H5Pget_chunk(properties.id, Int32(buffer.count), buffer.baseAddress)
      }
    }
    let fits = zip(chunk, dimensions).allSatisfy { $0 >= 1 && $0 <= $1 }
    guard Int(rank) == dimensions.count, fits else {
      throw .storage(
        location, found: "chunks of \(chunk.prefix(max(0, Int(rank))))",
        expected: "chunks within \(dimensions)")
    }
  }
}
