/// A 1×1 convolution without strides: a matrix product of pixels and filters.
struct PointwiseConvolutionKernel: PreparedLayer {
  /// (channels, filters)
  private let weights: [Float]
  private let channels: Int
  private let filters: Int
  /// Pixels of one sample.
  private let pixels: Int
  private let epilogue: Epilogue
  private let product: ProductBlocks

  init(
    weights: [Float], channels: Int, filters: Int, pixels: Int, maximumBatch: Int,
    epilogue: Epilogue
  ) {
    self.weights = weights
    self.channels = channels
    self.filters = filters
    self.pixels = pixels
    self.epilogue = epilogue
    product = ProductBlocks(rows: pixels * maximumBatch, columns: filters, inner: channels)
  }

  var scratchCount: Int { 0 }

  var algorithm: String { "product" }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let total = pixels * batch
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      epilogue.bound(to: inputs) { epilogue in
        var first = 0
        while first < total {
          let rows = min(product.rows, total - first)
          LinearAlgebra.multiply(
            rows: rows, columns: filters, inner: channels, in: product,
            a: inputs[0] + first * channels, aStride: channels,
            b: weights, bStride: filters, c: output + first * filters, cStride: filters)
          epilogue.apply(to: output, from: first * filters, rows: rows, channels: filters)
          first += rows
        }
      }
    }
  }
}
