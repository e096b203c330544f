/// The sums of pixels and of their squares above and to the left of each point, modulo 2³².
struct IntegralImages {
  let layout: ScanLayout
  private let sumMemory: ScanMemory<Int32>
  private let squareMemory: ScanMemory<Int32>

  var sums: UnsafePointer<Int32> { UnsafePointer(sumMemory.pointer) }
  var squares: UnsafePointer<Int32> { UnsafePointer(squareMemory.pointer) }

  /// Makes memory for images up to a height in a layout.
  init(layout: ScanLayout, height: Int) {
    self.layout = layout
    // Row 0 is never written after this: it stays 0, as does column 0.
    sumMemory = ScanMemory(count: layout.count(height: height), zero: 0)
    squareMemory = ScanMemory(count: layout.count(height: height), zero: 0)
  }

  /// Computes both from `width * height` pixels.
  func compute(_ pixels: UnsafePointer<UInt8>, width: Int, height: Int, step: Int) {
    for y in 0..<height {
      let row = pixels + y * width
      let above = y * layout.pitch
      if step == 2 {
        computeSplitRow(row, width: width, above: above)
      } else {
        computeRow(row, width: width, above: above)
      }
    }
  }

  @inline(__always)
  private func computeRow(_ pixels: UnsafePointer<UInt8>, width: Int, above: Int) {
    let sums = sumMemory.pointer + above
    let squares = squareMemory.pointer + above
    let pitch = layout.pitch
    var sum: Int32 = 0
    var square: Int32 = 0
    sums[pitch] = 0
    squares[pitch] = 0
    for x in 0..<width {
      let pixel = Int32(pixels[x])
      sum &+= pixel
      square &+= pixel &* pixel
      sums[pitch + x + 1] = sums[x + 1] &+ sum
      squares[pitch + x + 1] = squares[x + 1] &+ square
    }
  }

  @inline(__always)
  private func computeSplitRow(_ pixels: UnsafePointer<UInt8>, width: Int, above: Int) {
    let sums = sumMemory.pointer + above
    let squares = squareMemory.pointer + above
    let pitch = layout.pitch
    let half = layout.half
    var sum: Int32 = 0
    var square: Int32 = 0
    sums[pitch] = 0
    squares[pitch] = 0
    // Pixel x closes column x + 1: even pixels go to the odd half.
    for k in 0..<width / 2 {
      let even = Int32(pixels[2 * k])
      sum &+= even
      square &+= even &* even
      sums[pitch + half + k] = sums[half + k] &+ sum
      squares[pitch + half + k] = squares[half + k] &+ square
      let odd = Int32(pixels[2 * k + 1])
      sum &+= odd
      square &+= odd &* odd
      sums[pitch + k + 1] = sums[k + 1] &+ sum
      squares[pitch + k + 1] = squares[k + 1] &+ square
    }
    if !width.isMultiple(of: 2) {
      let k = width / 2
      let last = Int32(pixels[width - 1])
      sums[pitch + half + k] = sums[half + k] &+ sum &+ last
      squares[pitch + half + k] = squares[half + k] &+ square &+ last &* last
    }
  }
}
