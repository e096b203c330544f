import Glibc

/// Memory that is about to be written as a whole.
package enum LargeMemory {
  /// Asks the kernel for all pages at once: one by one, on first touch, they cost half as much
  /// again. Changes no byte; kernels before Linux 5.14 leave it at that.
  package static func prepare(_ buffer: UnsafeMutableRawBufferPointer) {
    guard buffer.count >= smallest, let base = buffer.baseAddress else { return }
    let start = UInt(bitPattern: base) / pageSize * pageSize
    let end = (UInt(bitPattern: base) + UInt(buffer.count)) / pageSize * pageSize
    madvise(UnsafeMutableRawPointer(bitPattern: start), Int(end - start), populateWrite)
  }

  /// Below, the call costs as much as it saves.
  private static let smallest = 1 << 15
  private static let pageSize = UInt(getpagesize())
  /// MADV_POPULATE_WRITE, which headers before glibc 2.35 do not have.
  private static let populateWrite: Int32 = 23
}
