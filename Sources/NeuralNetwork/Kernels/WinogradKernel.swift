/// A 3×3 convolution without strides by Winograd's minimal filtering: tiles of the input and the
/// filters are transformed into points, at each of which all channels and filters are one matrix
/// product. Tiles are taken in blocks, counted through the batch, that stay in cache.
struct WinogradKernel: PreparedLayer {
  private let transform: any WinogradTransform.Type
  /// (points², channels, filters)
  private let weights: [Float]
  private let channels: Int
  private let filters: Int
  private let windows: Window2D
  private let epilogue: Epilogue
  /// Tiles of a block.
  private let block: Int
  private let product: ProductBlocks

  /// - Parameter kernel: (3, 3, channels, filters), both multiples of the lanes of a vector.
  init(
    _ transform: any WinogradTransform.Type, kernel: [Float], channels: Int, filters: Int,
    windows: Window2D, maximumBatch: Int, epilogue: Epilogue
  ) {
    self.transform = transform
    weights = transform.transformed(kernel)
    self.channels = channels
    self.filters = filters
    self.windows = windows
    self.epilogue = epilogue
    let tiles = transform.tiles(of: windows) * maximumBatch
    block = transform.block(tiles: tiles, channels: channels, filters: filters)
    product = ProductBlocks(rows: block, columns: filters, inner: channels)
  }

  var algorithm: String {
    "Winograd F(\(transform.outputs)×\(transform.outputs), 3×3)"
  }

  var transformedWeightCount: Int { weights.count }

  /// A row of zeros that stands for pixels outside of the map, then the points of the inputs and
  /// those of the outputs.
  var scratchCount: Int {
    channels.roundedUp(toMultipleOf: MemoryPlan.alignment)
      + pointCount * (inputPlane + outputPlane)
  }

  private var pointCount: Int { transform.points * transform.points }

  /// Values from one point to the next: (tiles, channels). A cache line more than needed, because
  /// powers of two would map all points of a tile to a few sets of the cache.
  private var inputPlane: Int { block * channels + MemoryPlan.alignment }
  private var outputPlane: Int { block * filters + MemoryPlan.alignment }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    // Named types, for which the compiler makes code of their own.
    if transform == WinogradOfTwo.self {
      run(WinogradOfTwo.self, batch: batch, inputs: inputs, output: output, scratch: scratch)
    } else {
      run(WinogradOfFour.self, batch: batch, inputs: inputs, output: output, scratch: scratch)
    }
  }

  private func run<Transform: WinogradTransform>(
    _ transform: Transform.Type,
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let tiles = Transform.tiles(of: windows) * batch
    scratch.update(repeating: 0, count: channels)
    let points = scratch + channels.roundedUp(toMultipleOf: MemoryPlan.alignment)
    let products = points + pointCount * inputPlane
    withUnsafeTemporaryAllocation(of: WinogradLane.self, capacity: 36) { lanes in
      withUnsafeTemporaryAllocation(of: UnsafePointer<Float>.self, capacity: 36) { pixels in
        guard let lanes = lanes.baseAddress, let pixels = pixels.baseAddress else { return }
        epilogue.bound(to: inputs) { epilogue in
          var first = 0
          while first < tiles {
            let count = min(block, tiles - first)
            for index in 0..<count {
              find(
                transform, tile: first + index, of: inputs[0], zeros: scratch, into: pixels)
              transformInput(
                transform, pixels, lanes, into: points + index * channels)
            }
            multiply(count: count, points: points, into: products)
            for index in 0..<count {
              transformOutput(
                transform, products + index * filters, lanes,
                tile: first + index, into: output, epilogue)
            }
            first += count
          }
        }
      }
    }
  }

  private func multiply(
    count: Int, points: UnsafePointer<Float>, into products: UnsafeMutablePointer<Float>
  ) {
    let (inputPlane, outputPlane, pointCount) = (inputPlane, outputPlane, pointCount)
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      for point in 0..<pointCount {
        LinearAlgebra.multiply(
          rows: count, columns: filters, inner: channels, in: product,
          a: points + point * inputPlane, aStride: channels,
          b: weights + point * channels * filters, bStride: filters,
          c: products + point * outputPlane, cStride: filters)
      }
    }
  }

  /// The map, row and column of a tile's first output.
  @inline(__always)
  private func position<Transform: WinogradTransform>(
    _ transform: Transform.Type, of tile: Int
  ) -> (sample: Int, y: Int, x: Int) {
    let across = Transform.tiles(along: windows.horizontal)
    let (row, column) = tile.quotientAndRemainder(dividingBy: across)
    let (sample, down) = row.quotientAndRemainder(
      dividingBy: Transform.tiles(along: windows.vertical))
    return (sample, down * Transform.outputs, column * Transform.outputs)
  }

  /// Where the pixels under a tile lie.
  @inline(__always)
  private func find<Transform: WinogradTransform>(
    _ transform: Transform.Type, tile: Int, of input: UnsafePointer<Float>,
    zeros: UnsafePointer<Float>,
    into pixels: UnsafeMutablePointer<UnsafePointer<Float>>
  ) {
    let (sample, y, x) = position(transform, of: tile)
    let (height, width) = (windows.vertical.input, windows.horizontal.input)
    let (top, left) = (y - windows.vertical.before, x - windows.horizontal.before)
    let map = input + sample * height * width * channels
    for i in 0..<Transform.points {
      let isInside = top + i >= 0 && top + i < height
      let row = map + ((top + i) * width + left) * channels
      for j in 0..<Transform.points {
        let column = left + j
        pixels[i * Transform.points + j] =
          isInside && column >= 0 && column < width ? row + j * channels : zeros
      }
    }
  }

  @inline(__always)
  private func transformInput<Transform: WinogradTransform>(
    _ transform: Transform.Type,
    _ pixels: UnsafePointer<UnsafePointer<Float>>, _ lanes: UnsafeMutablePointer<WinogradLane>,
    into points: UnsafeMutablePointer<Float>
  ) {
    let plane = inputPlane
    let n = Transform.points
    var channel = 0
    while channel < channels {
      for j in 0..<n {
        Transform.input(
          { (pixels[$0 &* n &+ j] + channel).vector4 }, { lanes[$0 &* n &+ j] = $1 })
      }
      for i in 0..<n {
        let target = points + (i &* n &* plane &+ channel)
        Transform.input({ lanes[i &* n &+ $0] }, { (target + $0 &* plane).store($1) })
      }
      channel &+= 4
    }
  }

  @inline(__always)
  private func transformOutput<Transform: WinogradTransform>(
    _ transform: Transform.Type,
    _ products: UnsafePointer<Float>, _ lanes: UnsafeMutablePointer<WinogradLane>, tile: Int,
    into output: UnsafeMutablePointer<Float>, _ epilogue: Epilogue.Bound
  ) {
    let (sample, y, x) = position(transform, of: tile)
    let (height, width) = (windows.vertical.output, windows.horizontal.output)
    let first = ((sample * height + y) * width + x) * filters
    let rows = min(Transform.outputs, height - y)
    let columns = min(Transform.outputs, width - x)
    let (plane, rowValues) = (outputPlane, width * filters)
    let n = Transform.points
    var filter = 0
    while filter < filters {
      let source = products + filter
      for j in 0..<n {
        Transform.output(
          { (source + ($0 &* n &+ j) &* plane).vector4 }, { lanes[$0 &* n &+ j] = $1 })
      }
      for i in 0..<rows {
        let target = output + (first &+ i &* rowValues &+ filter)
        Transform.output(
          { lanes[i &* n &+ $0] },
          { if $0 < columns { (target + $0 &* filters).store($1) } })
      }
      filter &+= 4
    }
    for i in 0..<rows {
      epilogue.apply(to: output, from: first + i * rowValues, rows: columns, channels: filters)
    }
  }
}

extension WinogradTransform {
  static func tiles(along window: Window) -> Int { (window.output - 1) / outputs + 1 }

  /// Tiles of one sample.
  static func tiles(of windows: Window2D) -> Int {
    tiles(along: windows.vertical) * tiles(along: windows.horizontal)
  }

  /// Tiles of a block: what takes 1 MiB, but enough for the weights to be worth reading.
  static func block(tiles: Int, channels: Int, filters: Int) -> Int {
    let values = points * points * (channels + filters)
    let most = min(max(CacheBlock.values / values, 48), 256)
    let blocks = (tiles - 1) / most + 1
    return (tiles - 1) / blocks + 1
  }
}
