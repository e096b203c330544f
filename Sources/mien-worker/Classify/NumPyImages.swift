import Imaging

/// Gray images in a file of NumPy: `numpy.save` of an array (N, height, width) of uint8.
///
/// Source: numpy.lib.format, versions 1.0 to 3.0.
struct NumPyImages {
  let images: [GrayImage]

  /// - Throws: `NumPyImagesError` when the bytes are anything else.
  init(_ bytes: [UInt8]) throws(NumPyImagesError) {
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 12 else {
      throw .notNumPy
    }
    let version = bytes[6]
    guard (1...3).contains(version) else { throw .version(version) }
    let lengthBytes = version == 1 ? 2 : 4
    let headerStart = 8 + lengthBytes
    let length = bytes[8..<headerStart].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard headerStart + length <= bytes.count else {
      throw .truncated(expected: headerStart + length, found: bytes.count)
    }
    let header = String(decoding: bytes[headerStart..<headerStart + length], as: UTF8.self)
    let shape = try Self.shape(in: header)
    let (count, height, width) = (shape[0], shape[1], shape[2])
    let pixelCount = height.multipliedReportingOverflow(by: width)
    let total = pixelCount.partialValue.multipliedReportingOverflow(by: count)
    let start = headerStart + length
    guard !pixelCount.overflow, !total.overflow, bytes.count - start == total.partialValue else {
      throw .truncated(
        expected: total.overflow ? .max : start + total.partialValue, found: bytes.count)
    }
    var images: [GrayImage] = []
    images.reserveCapacity(count)
    for number in 0..<count {
      let first = start + number * pixelCount.partialValue
      do throws(ImagingError) {
        images.append(
          try GrayImage(
            width: width, height: height,
            pixels: Array(bytes[first..<first + pixelCount.partialValue])))
      } catch {
        throw .header(header)
      }
    }
    self.images = images
  }

  /// Count, height and width, where the header tells of bytes in C order.
  private static func shape(in header: String) throws(NumPyImagesError) -> [Int] {
    let text = header.filter { !$0.isWhitespace }
    guard let descriptor = text.firstMatch(of: /'descr':'([^']*)'/)?.output.1,
      let order = text.firstMatch(of: /'fortran_order':(True|False)/)?.output.1,
      let shape = text.firstMatch(of: /'shape':\(([0-9,]*)\)/)?.output.1
    else { throw .header(header) }
    let numbers = shape.split(separator: ",").map { Int($0) }
    let extents = numbers.compactMap { $0 }
    guard descriptor == "|u1", order == "False", extents.count == 3, numbers.count == 3,
      extents[1] > 0, extents[2] > 0
    else { throw .array(type: String(descriptor), fortran: order == "True", shape: String(shape)) }
    return extents
  }
}

/// Why a file of faces cannot be read.
enum NumPyImagesError: Error, Equatable, CustomStringConvertible {
  case notNumPy
  case version(UInt8)
  case header(String)
  case array(type: String, fortran: Bool, shape: String)
  case truncated(expected: Int, found: Int)

  var description: String {
    let wanted = "an array (number, height, width) of uint8, as numpy.save writes it, was expected"
    switch self {
    case .notNumPy: return "this is no NumPy file; \(wanted)"
    case .version(let version):
      return "the file is NumPy format \(version); 1, 2 or 3 was expected"
    case .header(let header):
      return "the NumPy header \"\(header.prefix(200))\" cannot be read; \(wanted)"
    case .array(let type, let fortran, let shape):
      return
        "the array is (\(shape)) of \(type)\(fortran ? " in Fortran order" : ""); \(wanted): "
        + "numpy.ascontiguousarray(faces, numpy.uint8)"
    case .truncated(let expected, let found):
      return "the file has \(found) bytes where its header asks for \(expected)"
    }
  }
}
