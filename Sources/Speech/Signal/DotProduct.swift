/// Σ a[i]·b[i]. Eight sums side by side, because sums of floats are not reordered by the compiler.
func dotProduct(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
  var sums = SIMD8<Float>.zero
  let first = UnsafeRawPointer(a)
  let second = UnsafeRawPointer(b)
  let vectors = count / 8
  for vector in 0..<vectors {
    let x = first.loadUnaligned(fromByteOffset: vector * 32, as: SIMD8<Float>.self)
    let y = second.loadUnaligned(fromByteOffset: vector * 32, as: SIMD8<Float>.self)
    sums += x * y
  }
  var sum = sums.sum()
  for i in (vectors * 8)..<count { sum += a[i] * b[i] }
  return sum
}
