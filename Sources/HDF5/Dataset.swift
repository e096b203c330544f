import CHDF5
import Files

/// An array of numbers, in row-major order, whose description has passed the checks of
/// specs/keras-h5.md §3.2.
public struct Dataset: Sendable {
  /// Where the dataset lies.
  public let location: Location
  /// Extents; empty for a scalar.
  public let dimensions: [Int]
  /// How the file stores a value.
  public let elementType: ElementType
  /// Where in the file the values lie, when they lie there as `floats()` has them: in one piece, as
  /// 32-bit floats of this machine's byte order. Nil otherwise.
  public let offset: Int?
  /// Nil for a dataset of which libhdf5 is not needed.
  private let handle: Handle?
  private let image: FileImage

  /// Number of values.
  public var count: Int { dimensions.reduce(1, *) }

  init(_ owner: AttributeOwner) throws(HDF5Error) {
    let (handle, location, limits) = (owner.object.handle, owner.location, owner.limits)
    self.handle = handle
    self.location = location
    image = owner.file.image
    let type = try Handle(.type, "read the dataset's type", at: location) {
      H5Dget_type(handle.id)
    }
    elementType = try ElementType(type, at: location) { () throws(HDF5Error) in
      try owner.text("dtype")
    }
    dimensions = try Dataset.dimensions(of: handle, at: location, limits: limits)
    try StorageCheck(dataset: handle, location: location, limits: limits)
      .run(dimensions: dimensions, elementSize: elementType.byteCount)
    offset = nil
  }

  /// A dataset in the usual form, whose place in the file was checked.
  init(_ plain: ObjectHeader.PlainDataset, of image: FileImage, at location: Location) {
    self.location = location
    self.image = image
    dimensions = plain.dimensions
    elementType = .float(bits: 32, isBigEndian: false)
    offset = plain.offset
    handle = nil
  }

  /// All values as 32-bit floats, whatever the stored type.
  ///
  /// - Throws: `HDF5Error.library` when the stored bytes are damaged.
  public func floats() throws(HDF5Error) -> [Float] {
    if let offset { return plainFloats(at: offset) }
    guard let handle else { return [] }
    return elementType == .bfloat16
      ? try brainFloats(handle) : try convertedFloats(handle)
  }

  /// What libhdf5 would copy, without its buffers.
  private func plainFloats(at offset: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      LargeMemory.prepare(UnsafeMutableRawBufferPointer(buffer))
      image.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + 4 * count]))
      }
      initialized = count
    }
  }

  /// The upper halves of 32-bit floats, which libhdf5 takes for opaque bytes.
  private func brainFloats(_ handle: Handle) throws(HDF5Error) -> [Float] {
    let type = try Handle(.type, "read the dataset's type", at: location) {
      H5Dget_type(handle.id)
    }
    var bytes = [UInt8](repeating: 0, count: 2 * count)
    _ = try bytes.withUnsafeMutableBufferPointer { buffer throws(HDF5Error) in
      try Library.call("read the dataset", at: location) {
        H5Dread(
          handle.id, type.id, hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT),
          buffer.baseAddress)
      }
    }
    return stride(from: 0, to: bytes.count, by: 2).map { index in
      Float(bitPattern: UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 24)
    }
  }

  private func convertedFloats(_ handle: Handle) throws(HDF5Error) -> [Float] {
    let count = count
    var failure: HDF5Error?
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(HDF5Error) {
        _ = try Library.call("read the dataset", at: location) {
          H5Dread(
            handle.id, chdf5_native_float(), hid_t(H5S_ALL), hid_t(H5S_ALL), hid_t(H5P_DEFAULT),
            buffer.baseAddress)
        }
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }

  private static func dimensions(
    of handle: Handle, at location: Location, limits: Limits
  ) throws(HDF5Error) -> [Int] {
    let space = try Handle(.space, "read the dataset's extents", at: location) {
      H5Dget_space(handle.id)
    }
    let kind = Library.withLock { H5Sget_simple_extent_type(space.id) }
    guard kind == H5S_SCALAR || kind == H5S_SIMPLE else {
      throw .wrongType(location, found: "a dataset without extent", expected: "an array")
    }
    let rank = try Library.call("read the dataset's extents", at: location) {
      H5Sget_simple_extent_ndims(space.id)
    }
    guard rank <= limits.rank else {
      throw .limit(
        location, quantity: "a number of dimensions", found: Int(rank), limit: limits.rank)
    }
    var extents = [hsize_t](repeating: 0, count: Int(rank))
    _ = try extents.withUnsafeMutableBufferPointer { buffer throws(HDF5Error) in
      try Library.call("read the dataset's extents", at: location) {
        H5Sget_simple_extent_dims(space.id, buffer.baseAddress, nil)
      }
    }
    var count = 1
    for extent in extents {
      guard extent >= 1 else {
        throw .wrongType(location, found: "an extent of 0", expected: "at least 1")
      }
      guard extent <= limits.extent else {
        throw .limit(
          location, quantity: "an extent", found: Int(clamping: extent), limit: limits.extent)
      }
      let (product, overflow) = count.multipliedReportingOverflow(by: Int(extent))
      guard !overflow, product <= limits.elementCount else {
        throw .limit(
          location, quantity: "a number of values", found: overflow ? .max : product,
          limit: limits.elementCount)
      }
      count = product
    }
    return extents.map { Int($0) }
  }
}
