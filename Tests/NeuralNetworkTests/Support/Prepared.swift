@testable import NeuralNetwork

/// Runs a kernel on `batch` samples in memory of its own.
func run(
  _ layer: any PreparedLayer, on input: [Float], outputCount: Int, batch: Int
) -> [Float] {
  var scratch = [Float](repeating: .nan, count: max(layer.scratchCount, 1))
  var output = [Float](repeating: .nan, count: outputCount * batch)
  input.withUnsafeBufferPointer { input in
    scratch.withUnsafeMutableBufferPointer { scratch in
      output.withUnsafeMutableBufferPointer { output in
        guard let input = input.baseAddress, let scratch = scratch.baseAddress,
          let output = output.baseAddress
        else { return }
        layer.run(batch: batch, inputs: [input], output: output, scratch: scratch)
      }
    }
  }
  return output
}
