import VectorKernels

/// A 3×3 convolution without strides by Winograd's minimal filtering: tiles of the input and the
/// filters are transformed into points, at each of which all channels and filters are one matrix
/// product. Tiles are taken in blocks, counted through the batch, that stay in cache.
struct WinogradKernel: PreparedLayer {
  private let transform: WinogradTransform
  /// For each point (channels, filters).
  private let weights: PanelWeights
  private let windows: Window2D
  private let epilogue: RegisterEpilogue
  /// Tiles of a block.
  private let block: Int

  /// - Parameter kernel: (3, 3, channels, filters), both multiples of the lanes of a vector.
  init(
    _ transform: WinogradTransform, kernel: [Float], channels: Int, filters: Int,
    windows: Window2D, maximumBatch: Int, epilogue: Epilogue
  ) {
    self.transform = transform
    weights = transform.weights(kernel, channels: channels, filters: filters)
    self.windows = windows
    self.epilogue = RegisterEpilogue(epilogue, channels: filters)
    block = transform.block(
      tiles: transform.tiles(of: windows) * maximumBatch, channels: channels, filters: filters)
  }

  var algorithm: String {
    "Winograd F(\(transform.outputs)×\(transform.outputs), 3×3)"
  }

  var transformedWeightCount: Int { weights.count }

  private var channels: Int { weights.inner }
  private var filters: Int { weights.columns }

  /// Zeros that stand for pixels outside of the map and for a bias, then the points of the inputs
  /// and those of the outputs.
  var scratchCount: Int { zeroCount + block * (inputStep + outputStep) }

  private var zeroCount: Int {
    max(channels, filters).roundedUp(toMultipleOf: MemoryPlan.alignment)
  }

  /// Values of a tile: (points², channels). A cache line more than needed, because powers of two
  /// would map all tiles to a few sets of the cache.
  private var inputStep: Int { weights.matrices * channels + MemoryPlan.alignment }
  private var outputStep: Int { weights.matrices * filters + MemoryPlan.alignment }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let total = transform.tiles(of: windows) * batch
    scratch.update(repeating: 0, count: zeroCount)
    let points = scratch + zeroCount
    let products = points + block * inputStep
    let (inputTiles, outputTiles) = (inputTiles, outputTiles)
    epilogue.bound(to: inputs) { bias, rest in
      for first in stride(from: 0, to: total, by: block) {
        let count = min(block, total - first)
        vector_winograd_input(
          inputTiles, inputs[0], scratch, first, count, points, inputStep)
        for point in 0..<weights.matrices {
          weights.multiply(
            point, rows: .matrix(count, step: inputStep), values: points + point * channels,
            bias: scratch, rectifies: false, into: products + point * filters, step: outputStep)
        }
        vector_winograd_output(
          outputTiles, products, outputStep, bias, epilogue.rectifies, first, count, output)
        if let rest {
          for tile in first..<(first + count) { apply(rest, to: output, tile: tile) }
        }
      }
    }
  }

  private var inputTiles: VectorTiles {
    VectorTiles(
      outputs: transform.outputs, across: transform.tiles(along: windows.horizontal),
      down: transform.tiles(along: windows.vertical), height: windows.vertical.input,
      width: windows.horizontal.input, channels: channels, top: windows.vertical.before,
      left: windows.horizontal.before)
  }

  private var outputTiles: VectorTiles {
    VectorTiles(
      outputs: transform.outputs, across: transform.tiles(along: windows.horizontal),
      down: transform.tiles(along: windows.vertical), height: windows.vertical.output,
      width: windows.horizontal.output, channels: filters, top: 0, left: 0)
  }

  /// Applies what is left of the epilogue to the outputs of a tile.
  private func apply(
    _ rest: Epilogue.Bound, to output: UnsafeMutablePointer<Float>, tile: Int
  ) {
    let across = transform.tiles(along: windows.horizontal)
    let (row, column) = tile.quotientAndRemainder(dividingBy: across)
    let (sample, down) = row.quotientAndRemainder(
      dividingBy: transform.tiles(along: windows.vertical))
    let (y, x) = (down * transform.outputs, column * transform.outputs)
    let (height, width) = (windows.vertical.output, windows.horizontal.output)
    for line in y..<min(y + transform.outputs, height) {
      rest.apply(
        to: output, from: ((sample * height + line) * width + x) * filters,
        rows: min(transform.outputs, width - x), channels: filters)
    }
  }
}

extension WinogradTransform {
  func tiles(along window: Window) -> Int { (window.output - 1) / outputs + 1 }

  /// Tiles of one sample.
  func tiles(of windows: Window2D) -> Int {
    tiles(along: windows.vertical) * tiles(along: windows.horizontal)
  }

  /// Tiles of a block: what takes 512 KiB, but enough for the weights to be worth reading.
  func block(tiles: Int, channels: Int, filters: Int) -> Int {
    let points = points * points
    let fewest = points * channels * filters > Self.nearWeights ? 56 : 28
    let most = min(max(Self.blockValues / (points * (channels + filters)), fewest), 256)
    let blocks = (tiles - 1) / most + 1
    return (tiles - 1) / blocks + 1
  }

  private static let blockValues = 128 * 1024
  /// Weights that the second-level cache holds beside a block.
  private static let nearWeights = 320 * 1024
}
