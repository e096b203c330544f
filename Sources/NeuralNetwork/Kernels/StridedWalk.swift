/// A walk through several arrays at once along the axes of a box, the last axis fastest. Each array
/// has its own strides; a stride of zero repeats. Axes that all arrays walk without a gap are
/// joined, so that most walks are one or two loops.
struct StridedWalk: Sendable, Equatable {
  /// Extents of all axes but the last.
  private let outerExtents: [Int]
  /// For each array, its strides along these axes.
  private let outerStrides: [[Int]]
  /// Extent of the last axis.
  let count: Int
  /// For each array, its stride along the last axis.
  let steps: [Int]
  /// How often the last axis is walked.
  let rows: Int

  /// - Parameter strides: For each array a stride per axis.
  init(extents: [Int], strides: [[Int]]) {
    var joinedExtents: [Int] = []
    var joined = [[Int]](repeating: [], count: strides.count)
    for axis in extents.indices where extents[axis] != 1 {
      let goesOn =
        !joinedExtents.isEmpty
        && strides.indices.allSatisfy {
          joined[$0][joinedExtents.count - 1] == strides[$0][axis] * extents[axis]
        }
      if goesOn {
        joinedExtents[joinedExtents.count - 1] *= extents[axis]
      } else {
        joinedExtents.append(extents[axis])
      }
      for array in strides.indices {
        if goesOn { joined[array].removeLast() }
        joined[array].append(strides[array][axis])
      }
    }
    count = joinedExtents.popLast() ?? 1
    steps = joined.map { $0.last ?? 0 }
    outerExtents = joinedExtents
    outerStrides = joined.map { Array($0.dropLast()) }
    rows = joinedExtents.reduce(1, *)
  }

  /// Where a row starts in an array.
  @inline(__always)
  func offset(of row: Int, in array: Int) -> Int {
    guard row > 0 else { return 0 }
    var rest = row
    var offset = 0
    var axis = outerExtents.count - 1
    while axis >= 0 {
      let (quotient, index) = rest.quotientAndRemainder(dividingBy: outerExtents[axis])
      offset += index * outerStrides[array][axis]
      rest = quotient
      axis -= 1
    }
    return offset
  }
}

extension StridedWalk {
  /// Through an output and operands that broadcast to it; array i is operand i, and the one after
  /// the last operand is the output.
  init(broadcasting operands: [Shape], to output: Shape) {
    self.init(
      extents: output.dimensions,
      strides: operands.map { $0.strides(broadcastTo: output) } + [output.strides])
  }
}

extension Shape {
  /// Elements from one to the next along each axis, in row-major order.
  var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in dimensions.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  /// Strides along the axes of a shape this one broadcasts to: zero where it repeats.
  func strides(broadcastTo output: Shape) -> [Int] {
    let missing = [Int](repeating: 0, count: output.rank - rank)
    return missing + zip(dimensions, strides).map { $0 == 1 ? 0 : $1 }
  }
}
