extension GrayImage {
  /// The image at another size, bit for bit as OpenCV's `resize` with `INTER_LINEAR_EXACT`.
  ///
  /// The result is black if the image is empty, and empty if `width` or `height` is not positive.
  /// Source: the specification of the cascade, section 4.1.
  public func resizedExactly(width: Int, height: Int) -> GrayImage {
    guard !isEmpty, width > 0, height > 0 else { return GrayImage(width: width, height: height) }
    let plan = ExactResizePlan(
      sourceWidth: self.width, sourceHeight: self.height, width: width, height: height)
    return withUnsafePixels { source in
      GrayImage(width: width, height: height) { destination in
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: plan.scratchCount) { scratch in
          guard let source = source.baseAddress, let scratch = scratch.baseAddress else { return }
          plan.run(from: source, to: destination, scratch: scratch)
        }
      }
    }
  }
}
