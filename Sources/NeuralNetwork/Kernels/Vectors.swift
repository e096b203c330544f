extension UnsafePointer where Pointee == Float {
  /// Eight values from here, aligned or not.
  @inline(__always)
  var vector8: SIMD8<Float> { UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Float>.self) }
}

extension UnsafeMutablePointer where Pointee == Float {
  /// Writes eight values from here, aligned or not.
  @inline(__always)
  func store(_ vector: SIMD8<Float>) {
    UnsafeMutableRawPointer(self).storeBytes(of: vector, as: SIMD8<Float>.self)
  }
}
