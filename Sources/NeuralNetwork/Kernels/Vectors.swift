extension UnsafePointer where Pointee == Float {
  /// Four values from here, aligned or not.
  @inline(__always)
  var vector4: SIMD4<Float> { UnsafeRawPointer(self).loadUnaligned(as: SIMD4<Float>.self) }

  /// Eight values from here, aligned or not.
  @inline(__always)
  var vector8: SIMD8<Float> { UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Float>.self) }
}

extension UnsafeMutablePointer where Pointee == Float {
  /// Writes four values from here, aligned or not.
  @inline(__always)
  func store(_ vector: SIMD4<Float>) {
    UnsafeMutableRawPointer(self).storeBytes(of: vector, as: SIMD4<Float>.self)
  }

  /// Writes eight values from here, aligned or not.
  @inline(__always)
  func store(_ vector: SIMD8<Float>) {
    UnsafeMutableRawPointer(self).storeBytes(of: vector, as: SIMD8<Float>.self)
  }
}
