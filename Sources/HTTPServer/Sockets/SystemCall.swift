import Glibc

/// A system call that failed.
package struct SystemCallError: Error, Equatable {
  package var call: String
  package var code: Int32

  /// The words of `strerror`, which is thread-safe here through its `_r` form.
  package var reason: String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "\(call): error \(code)" }
    let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return "\(call): \(String(decoding: text, as: UTF8.self))"
  }
}

/// Makes a call that reports failure as -1 and `errno`, again as long as a signal interrupts it.
@discardableResult
func systemCall<Number: FixedWidthInteger>(
  _ name: String, _ call: () -> Number
) throws(SystemCallError) -> Number {
  while true {
    let result = call()
    if result != -1 { return result }
    let code = errno
    if code != EINTR { throw SystemCallError(call: name, code: code) }
  }
}
