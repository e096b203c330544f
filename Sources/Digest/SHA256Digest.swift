import Crypto
import Glibc

/// SHA-256 (FIPS 180-4), by which a file is known whatever it is called.
public enum SHA256Digest {
  /// The digest of the bytes in hexadecimal.
  public static func hexadecimal(of bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { hexadecimal(of: $0) }
  }

  /// The digest of the bytes in hexadecimal.
  public static func hexadecimal(of bytes: UnsafeRawBufferPointer) -> String {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    return hexadecimal(hash.finalize())
  }

  /// The digest of a regular file behind a descriptor, whose position stays as it is; nil when it
  /// cannot be read.
  public static func hexadecimal(ofDescriptor descriptor: Int32) -> String? {
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var offset = 0
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        let count = pread(descriptor, bytes.baseAddress, bytes.count, off_t(offset))
        if count > 0 {
          hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
        }
        return count
      }
      if count < 0 && errno == EINTR { continue }
      if count < 0 { return nil }
      if count == 0 { return hexadecimal(hash.finalize()) }
      offset += count
    }
  }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in digest { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
