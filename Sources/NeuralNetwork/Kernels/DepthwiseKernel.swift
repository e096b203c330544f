import VectorKernels

/// Every output pixel from its window, one filter per channel, vectors over the channels.
struct DepthwiseKernel: PreparedLayer {
  /// (taps, channels)
  private let weights: [Float]
  private let channels: Int
  private let windows: Window2D
  private let epilogue: RegisterEpilogue

  init(weights: [Float], channels: Int, windows: Window2D, epilogue: Epilogue) {
    self.weights = weights
    self.channels = channels
    self.windows = windows
    self.epilogue = RegisterEpilogue(epilogue, channels: channels)
  }

  var scratchCount: Int { 0 }

  func run(
    batch: Int,
    inputs: [UnsafePointer<Float>],
    output: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let mapValues = windows.vertical.input * windows.horizontal.input * channels
    let resultValues = windows.outputArea * channels
    weights.withUnsafeBufferPointer { weights in
      epilogue.bound(to: inputs) { bias, rest in
        for sample in 0..<batch {
          vector_depthwise(
            VectorWindow(windows.vertical), VectorWindow(windows.horizontal), channels,
            inputs[0] + sample * mapValues, weights.baseAddress, bias, epilogue.rectifies,
            output + sample * resultValues)
          rest?.apply(
            to: output, from: sample * resultValues, rows: windows.outputArea, channels: channels)
        }
      }
    }
  }
}

extension VectorWindow {
  init(_ window: Window) {
    self.init(
      input: window.input, taps: window.taps, stride: window.stride, dilation: window.dilation,
      output: window.output, before: window.before)
  }
}
