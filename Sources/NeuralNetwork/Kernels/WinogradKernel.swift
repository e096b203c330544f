import VectorKernels

/// A 3×3 convolution without strides by Winograd's minimal filtering: tiles of the input and the
/// filters are transformed into points, at each of which all channels and filters are one matrix
/// product. Tiles are taken in blocks, counted through the batch, that stay in cache.
struct WinogradKernel: PreparedLayer {
  private let transform: WinogradTransform
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
    _ transform: WinogradTransform, kernel: [Float], channels: Int, filters: Int,
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
    let tiles = transform.tiles(of: windows) * batch
    scratch.update(repeating: 0, count: channels)
    let points = scratch + channels.roundedUp(toMultipleOf: MemoryPlan.alignment)
    let products = points + pointCount * inputPlane
    withUnsafeTemporaryAllocation(of: UnsafePointer<Float>?.self, capacity: pointCount) { pixels in
      guard let pixels = pixels.baseAddress else { return }
      epilogue.bound(to: inputs) { epilogue in
        var first = 0
        while first < tiles {
          let count = min(block, tiles - first)
          for index in 0..<count {
            find(tile: first + index, of: inputs[0], zeros: scratch, into: pixels)
            vector_winograd_input(
              transform.outputs, pixels, channels, points + index * channels, inputPlane)
          }
          multiply(count: count, points: points, into: products)
          for index in 0..<count {
            transformOutput(
              products + index * filters, tile: first + index, into: output, epilogue)
          }
          first += count
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
  private func position(of tile: Int) -> (sample: Int, y: Int, x: Int) {
    let across = transform.tiles(along: windows.horizontal)
    let (row, column) = tile.quotientAndRemainder(dividingBy: across)
    let (sample, down) = row.quotientAndRemainder(
      dividingBy: transform.tiles(along: windows.vertical))
    return (sample, down * transform.outputs, column * transform.outputs)
  }

  /// Where the pixels under a tile lie.
  private func find(
    tile: Int, of input: UnsafePointer<Float>, zeros: UnsafePointer<Float>,
    into pixels: UnsafeMutablePointer<UnsafePointer<Float>?>
  ) {
    let (sample, y, x) = position(of: tile)
    let (height, width) = (windows.vertical.input, windows.horizontal.input)
    let (top, left) = (y - windows.vertical.before, x - windows.horizontal.before)
    let map = input + sample * height * width * channels
    let extent = transform.points
    for i in 0..<extent {
      let isInside = top + i >= 0 && top + i < height
      let row = map + ((top + i) * width + left) * channels
      for j in 0..<extent {
        let column = left + j
        pixels[i * extent + j] =
          isInside && column >= 0 && column < width ? row + j * channels : zeros
      }
    }
  }

  private func transformOutput(
    _ products: UnsafePointer<Float>, tile: Int, into output: UnsafeMutablePointer<Float>,
    _ epilogue: Epilogue.Bound
  ) {
    let (sample, y, x) = position(of: tile)
    let (height, width) = (windows.vertical.output, windows.horizontal.output)
    let first = ((sample * height + y) * width + x) * filters
    let rows = min(transform.outputs, height - y)
    let columns = min(transform.outputs, width - x)
    vector_winograd_output(
      transform.outputs, products, outputPlane, filters, output + first, width * filters, rows,
      columns)
    for i in 0..<rows {
      epilogue.apply(
        to: output, from: first + i * width * filters, rows: columns, channels: filters)
    }
  }
}

extension WinogradTransform {
  func tiles(along window: Window) -> Int { (window.output - 1) / outputs + 1 }

  /// Tiles of one sample.
  func tiles(of windows: Window2D) -> Int {
    tiles(along: windows.vertical) * tiles(along: windows.horizontal)
  }

  /// Tiles of a block: what takes 1 MiB, but enough for the weights to be worth reading.
  func block(tiles: Int, channels: Int, filters: Int) -> Int {
    let values = points * points * (channels + filters)
    let most = min(max(CacheBlock.values / values, 48), 256)
    let blocks = (tiles - 1) / most + 1
    return (tiles - 1) / blocks + 1
  }
}
