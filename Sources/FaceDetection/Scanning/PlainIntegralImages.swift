import Imaging

/// The integral images of a level, as the specification words them.
///
/// Source: the specification of the cascade, section 5.
struct PlainIntegralImages {
  private let pitch: Int
  /// At row Y and column X, the sum of the pixels above and to the left.
  private var sums: [Int32]
  /// The same of the squares, modulo 2³².
  private var squares: [UInt32]
  /// At row Y and column X, the sum of the pixels in the triangle above, whose sides go up at 45°
  /// to the left and to the right; empty if it is not needed.
  private var tilted: [Int32] = []

  init(of image: GrayImage, hasTilted: Bool) {
    pitch = image.width + 1
    sums = [Int32](repeating: 0, count: pitch * (image.height + 1))
    squares = [UInt32](repeating: 0, count: pitch * (image.height + 1))
    for y in 0..<image.height {
      var sum: Int32 = 0
      var square: UInt32 = 0
      for x in 0..<image.width {
        let pixel = image.pixels[y * image.width + x]
        sum &+= Int32(pixel)
        square &+= UInt32(pixel) * UInt32(pixel)
        let above = y * pitch + x + 1
        sums[above + pitch] = sums[above] &+ sum
        squares[above + pitch] = squares[above] &+ square
      }
    }
    if hasTilted { tilted = Self.tilted(of: image, pitch: pitch) }
  }

  private static func tilted(of image: GrayImage, pitch: Int) -> [Int32] {
    let width = image.width
    var tilted = [Int32](repeating: 0, count: pitch * (image.height + 1))
    func pixel(_ x: Int, _ y: Int) -> Int32 {
      x >= 0 && x < width && y >= 0 ? Int32(image.pixels[y * width + x]) : 0
    }
    for y in 1..<max(image.height + 1, 1) {
      let above = (y - 1) * pitch
      for x in 0...width {
        // Beyond the sides a triangle holds what its neighbour in the row above does.
        let twoAbove = y >= 2 ? above - pitch : nil
        func side(_ x: Int, outside: Int) -> Int32 {
          if x >= 0 && x <= width { return tilted[above + x] }
          return twoAbove.map { tilted[$0 + outside] } ?? 0
        }
        let sides = side(x - 1, outside: 0) &+ side(x + 1, outside: width)
        let overlap = twoAbove.map { tilted[$0 + x] } ?? 0
        tilted[y * pitch + x] = sides &- overlap &+ pixel(x - 1, y - 1) &+ pixel(x - 1, y - 2)
      }
    }
    return tilted
  }

  func sum(x: Int, y: Int, width: Int, height: Int) -> Int32 {
    let top = y * pitch + x
    let bottom = top + height * pitch
    return sums[top] &- sums[top + width] &- sums[bottom] &+ sums[bottom + width]
  }

  func squareSum(x: Int, y: Int, width: Int, height: Int) -> UInt32 {
    let top = y * pitch + x
    let bottom = top + height * pitch
    return squares[top] &- squares[top + width] &- squares[bottom] &+ squares[bottom + width]
  }

  /// The sum of a rectangle that is turned by 45° around its corner (x, y).
  func tiltedSum(x: Int, y: Int, width: Int, height: Int) -> Int32 {
    func at(_ x: Int, _ y: Int) -> Int32 { tilted[y * pitch + x] }
    return at(x, y) &- at(x - height, y + height) &- at(x + width, y + width)
      &+ at(x + width - height, y + width + height)
  }
}
