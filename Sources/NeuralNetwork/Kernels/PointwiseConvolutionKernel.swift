/// A 1×1 convolution without strides: a matrix product of pixels and filters.
struct PointwiseConvolutionKernel: PreparedLayer {
  /// (channels, filters)
  let weights: [Float]
  let channels: Int
  let filters: Int
  /// Pixels of one sample.
  let pixels: Int
  let epilogue: Epilogue

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let total = pixels * batch
    let block = CacheBlock.rows(ofValues: channels + filters)
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      var first = 0
      while first < total {
        let rows = min(block, total - first)
        let result = output + first * filters
        LinearAlgebra.multiply(
          rows: rows, columns: filters, inner: channels,
          a: inputs[0] + first * channels, aStride: channels,
          b: weights, bStride: filters, c: result, cStride: filters)
        epilogue.apply(to: result, rows: rows, channels: filters)
        first += rows
      }
    }
  }
}
