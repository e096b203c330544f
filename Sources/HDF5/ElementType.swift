import CHDF5

/// How a dataset stores one number.
public enum ElementType: Sendable, Hashable, CustomStringConvertible {
  /// IEEE 754 binary16, binary32 or binary64.
  case float(bits: Int, isBigEndian: Bool)
  case integer(bits: Int, isSigned: Bool)
  /// The upper half of a binary32, as Keras 3 stores it: two opaque bytes with the attribute
  /// `dtype` (specs/keras-h5.md §2.4).
  case bfloat16

  /// The name that NumPy gives the type.
  public var description: String {
    switch self {
    case .float(let bits, let isBigEndian): "float\(bits)\(isBigEndian ? " (big-endian)" : "")"
    case .integer(let bits, let isSigned): "\(isSigned ? "" : "u")int\(bits)"
    case .bfloat16: "bfloat16"
    }
  }

  var byteCount: Int {
    switch self {
    case .float(let bits, _), .integer(let bits, _): bits / 8
    case .bfloat16: 2
    }
  }

  /// - Parameter label: the attribute that names the type of opaque bytes; asked for those alone.
  /// - Throws: `HDF5Error.wrongType` unless the type is one of those above.
  init(
    _ type: Handle, at location: Location, label: () throws(HDF5Error) -> String?
  ) throws(HDF5Error) {
    let id = type.id
    let (kind, size, order, isCommitted) = Library.withLock {
      (H5Tget_class(id), H5Tget_size(id), H5Tget_order(id), H5Tcommitted(id) != 0)
    }
    let expected = "float16, bfloat16, float32, float64, int32 or int64"
    guard !isCommitted else {
      throw .wrongType(location, found: "a committed type", expected: expected)
    }
    let hasKnownOrder = order == H5T_ORDER_LE || order == H5T_ORDER_BE
    switch kind {
    case H5T_FLOAT where [2, 4, 8].contains(size) && hasKnownOrder:
      guard ElementType.isIEEE(id, size: size) else {
        throw .wrongType(
          location, found: "a non-standard float of \(size) bytes", expected: expected)
      }
      self = .float(bits: size * 8, isBigEndian: order == H5T_ORDER_BE)
    case H5T_INTEGER where [4, 8].contains(size) && hasKnownOrder:
      let sign = Library.withLock { H5Tget_sign(id) }
      self = .integer(bits: size * 8, isSigned: sign == H5T_SGN_2)
    case H5T_OPAQUE where size == 2:
      let label = try label()
      guard label == "bfloat16" else {
        throw .wrongType(
          location, found: "opaque bytes" + (label.map { " called \($0)" } ?? ""),
          expected: expected)
      }
      self = .bfloat16
    default:
      throw .wrongType(
        location, found: "\(typeName(kind)) of \(size) bytes", expected: expected)
    }
  }

  /// libhdf5 converts floats of any layout that a file describes; only the usual ones are wanted.
  private static func isIEEE(_ id: hid_t, size: Int) -> Bool {
    var (sign, exponent, exponentSize, mantissa, mantissaSize) = (0, 0, 0, 0, 0)
    let (status, bias, precision, offset, normalization) = Library.withLock {
      (
        H5Tget_fields(id, &sign, &exponent, &exponentSize, &mantissa, &mantissaSize),
        H5Tget_ebias(id), H5Tget_precision(id), H5Tget_offset(id), H5Tget_norm(id)
      )
    }
    let (bits, exponentBits) = (size * 8, [2: 5, 4: 8, 8: 11][size] ?? 0)
    return status >= 0 && precision == bits && offset == 0 && sign == bits - 1
      && exponentSize == exponentBits && mantissaSize == bits - 1 - exponentBits
      && exponent == mantissaSize && mantissa == 0 && bias == (1 << (exponentBits - 1)) - 1
      && normalization == H5T_NORM_IMPLIED
  }
}
