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
    var (sum, square) = (Four(repeating: 0), Four(repeating: 0))
    sums[pitch] = 0
    squares[pitch] = 0
    let vectors = width / 4
    for x in stride(from: 0, to: 4 * vectors, by: 4) {
      let four = SIMD4<UInt16>(
        truncatingIfNeeded: UnsafeRawPointer(pixels + x).loadUnaligned(as: SIMD4<UInt8>.self))
      sum = Self.running(Four(truncatingIfNeeded: four), after: sum)
      square = Self.running(Four(truncatingIfNeeded: four &* four), after: square)
      Self.add(sum, to: sums + x + 1, pitch: pitch)
      Self.add(square, to: squares + x + 1, pitch: pitch)
    }
    var (lastSum, lastSquare) = (sum[3], square[3])
    for x in 4 * vectors..<width {
      let pixel = Int32(pixels[x])
      lastSum &+= pixel
      lastSquare &+= pixel &* pixel
      sums[pitch + x + 1] = sums[x + 1] &+ lastSum
      squares[pitch + x + 1] = squares[x + 1] &+ lastSquare
    }
  }

  @inline(__always)
  private func computeSplitRow(_ pixels: UnsafePointer<UInt8>, width: Int, above: Int) {
    let sums = sumMemory.pointer + above
    let squares = squareMemory.pointer + above
    let pitch = layout.pitch
    let half = layout.half
    var (sum, square) = (Four(repeating: 0), Four(repeating: 0))
    sums[pitch] = 0
    squares[pitch] = 0
    // Pixel x closes column x + 1: even pixels go to the odd half.
    let vectors = width / 8
    for k in stride(from: 0, to: 4 * vectors, by: 4) {
      let eight = SIMD8<UInt16>(
        truncatingIfNeeded: UnsafeRawPointer(pixels + 2 * k).loadUnaligned(as: SIMD8<UInt8>.self))
      let odd = Four(truncatingIfNeeded: eight.oddHalf)
      sum = Self.running(Four(truncatingIfNeeded: eight.evenHalf) &+ odd, after: sum)
      Self.add(sum &- odd, to: sums + half + k, pitch: pitch)
      Self.add(sum, to: sums + k + 1, pitch: pitch)
      let squared = eight &* eight
      let oddSquare = Four(truncatingIfNeeded: squared.oddHalf)
      square = Self.running(
        Four(truncatingIfNeeded: squared.evenHalf) &+ oddSquare, after: square)
      Self.add(square &- oddSquare, to: squares + half + k, pitch: pitch)
      Self.add(square, to: squares + k + 1, pitch: pitch)
    }
    var (lastSum, lastSquare) = (sum[3], square[3])
    for x in 8 * vectors..<width {
      let pixel = Int32(pixels[x])
      lastSum &+= pixel
      lastSquare &+= pixel &* pixel
      let column = x.isMultiple(of: 2) ? half + x / 2 : x / 2 + 1
      sums[pitch + column] = sums[column] &+ lastSum
      squares[pitch + column] = squares[column] &+ lastSquare
    }
  }

  private typealias Four = SIMD4<Int32>

  /// The sums up to each of four numbers, added to the last sum before.
  @inline(__always)
  private static func running(_ numbers: Four, after sums: Four) -> Four {
    let pairs = numbers &+ Four(0, numbers[0], numbers[1], numbers[2])
    return Four(repeating: sums[3]) &+ pairs &+ Four(0, 0, pairs[0], pairs[1])
  }

  /// Adds sums of a row to the row above and writes them to the row itself.
  @inline(__always)
  private static func add(
    _ sums: Four, to above: UnsafeMutablePointer<Int32>, pitch: Int
  ) {
    let total = UnsafeRawPointer(above).loadUnaligned(as: Four.self) &+ sums
    UnsafeMutableRawPointer(above + pitch).storeBytes(of: total, as: Four.self)
  }
}
