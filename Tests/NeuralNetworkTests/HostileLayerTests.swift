import Testing

@testable import NeuralNetwork

@Suite("Parameters and shapes out of hostile files")
struct HostileLayerTests {
  private static let numbers = [Int.min, -(1 << 31), -2, -1, 0, 1 << 31, (1 << 31) + 1, Int.max]

  /// Every number that a layer takes from a file, one after the other replaced by `n`.
  private static func layers(_ n: Int) throws -> [() throws -> any Layer] {
    var random = SeededGenerator(seed: 1)
    let sequenceKernel = try random.tensor([3, 2, 4])
    let kernel = try random.tensor([3, 3, 2, 4])
    let volumeKernel = try random.tensor([2, 2, 2, 2, 4])
    let transposed = try random.tensor([3, 3, 4, 2])
    let tall = Size2D(height: n, width: 1)
    let deep = Size3D(depth: n, height: 1, width: 1)
    return [
      { try Convolution1D(kernel: sequenceKernel, bias: nil, stride: n, padding: .same) },
      { try Convolution1D(kernel: sequenceKernel, bias: nil, padding: .causal, dilation: n) },
      { try Convolution1D(kernel: sequenceKernel, bias: nil, padding: .same, groups: n) },
      { try Convolution2D(kernel: kernel, bias: nil, padding: .same, groups: n) },
      { try Convolution3D(kernel: volumeKernel, bias: nil, strides: deep, padding: .same) },
      { try Convolution3D(kernel: volumeKernel, bias: nil, padding: .same, dilation: deep) },
      { try Convolution3D(kernel: volumeKernel, bias: nil, padding: .same, groups: n) },
      { try DepthwiseConvolution1D(kernel: sequenceKernel, bias: nil, stride: n, padding: .same) },
      {
        try ConvolutionTranspose(
          kernel: transposed, bias: nil, strides: [n, 1], padding: .same)
      },
      {
        try ConvolutionTranspose(
          kernel: transposed, bias: nil, strides: [1, 1], padding: .valid, dilation: [n, 1])
      },
      {
        try ConvolutionTranspose(
          kernel: transposed, bias: nil, strides: [1 << 31, 1], padding: .valid,
          outputPadding: [n, 0])
      },
      {
        try LocallyConnected(
          kernel: sequenceKernel, bias: nil, kernelSize: [n], strides: [1])
      },
      {
        try LocallyConnected(
          kernel: sequenceKernel, bias: nil, kernelSize: [1, 1], strides: [n, n])
      },
      { try Pooling1D(kind: .maximum, poolSize: n, stride: 1, padding: .same) },
      { try Pooling1D(kind: .average, poolSize: 1, stride: n, padding: .valid) },
      { try Pooling2D(kind: .average, poolSize: tall, strides: tall, padding: .same) },
      { try Pooling3D(kind: .maximum, poolSize: deep, strides: .one, padding: .same) },
      { try Pooling3D(kind: .average, poolSize: .one, strides: deep, padding: .valid) },
      { try GlobalPooling(kind: .average, spatialAxes: n, keepDimensions: true) },
      { try AdaptivePooling(kind: .maximum, outputSize: [n, n]) },
      { try Concatenation(axis: n) },
      { try Dot(firstAxis: n, secondAxis: n, normalize: true) },
      { try Reduction(kind: .mean, axes: [n], keepDimensions: false) },
      { try Reduction(kind: .mean, axes: [0, n, 0], keepDimensions: false) },
      { try Reshape(dimensions: [n, n]) },
      { try Reshape(dimensions: [n, -1]) },
      { try Permute(axes: [n, 0]) },
      { try RepeatVector(count: n) },
      { try ZeroPadding(before: [n, n], after: [n, n]) },
      { try Cropping(before: [n, n], after: [n, n]) },
      { try UpSampling(size: [n, n]) },
      { try UpSampling(size: [n, n], interpolation: .bilinear) },
      { try Resizing(height: n, width: n) },
      { try Resizing(height: n, width: 1, interpolation: .nearest, cropToAspectRatio: true) },
      { try CenterCrop(height: n, width: 1) },
      { try Normalization(mean: [1, 2], variance: [1, 2], axes: [n]) },
      {
        try BatchNormalization(
          gamma: nil, beta: nil, mean: [1, 2], variance: [1, 2], epsilon: 0.1, axis: n)
      },
      { try LayerNormalization(axes: [n], gamma: [1, 2], beta: nil, epsilon: 0.1) },
      { try LayerNormalization(axes: [n, n], gamma: nil, beta: nil, epsilon: 0.1) },
      { try GroupNormalization(groups: n, gamma: nil, beta: nil, epsilon: 0.1) },
      { try GroupNormalization(groups: 1, axis: n, gamma: nil, beta: nil, epsilon: 0.1) },
      { try RootMeanSquareNormalization(axes: [n], scale: nil, epsilon: 0.1) },
      { try UnitNormalization(axes: [n]) },
      { try Softmax(axis: n) },
    ]
  }

  private static let shapes = [
    [2], [5, 2], [4, 4, 2], [3, 3, 3, 2], [1 << 31], [1 << 30, 2], [1, 1 << 30, 2],
    [1 << 15, 1 << 15, 2],
  ].map { Shape($0) }

  @Test("Whatever the numbers, there is a layer and a plan, or an error", arguments: numbers)
  func parameters(n: Int) throws {
    for make in try Self.layers(n) {
      let layer: any Layer
      do {
        layer = try make()
      } catch {
        #expect(error is NeuralNetworkError)
        #expect(!"\(error)".isEmpty)
        continue
      }
      for shape in Self.shapes {
        for inputs in [[shape], [shape, shape]] {
          _ = layer.multiplyAdds(of: inputs)
          do {
            let graph = try Graph(
              inputs: inputs.map { .init(name: "x", dimensions: $0.dimensions) },
              nodes: [.init(name: "node", layer: layer, inputs: Array(inputs.indices))],
              outputs: [inputs.count])
            _ = try Plan(graph, maximumBatch: 3)
            _ = try Plan(graph.optimized(), maximumBatch: 1)
          } catch {
            #expect(!error.description.isEmpty, "\(layer.operation) of \(inputs)")
          }
        }
      }
    }
  }

  @Test("Whatever the shape, a layer runs or refuses it", arguments: 0..<20)
  func shapes(seed: Int) throws {
    var random = SeededGenerator(seed: seed)
    for example in try LayerExample.all(seed: 2) {
      let inputs = (0..<random.integer(0...3)).map { _ in
        Shape((0..<random.integer(0...5)).map { _ in random.integer(1...6) })
      }
      for inputs in [inputs, example.inputs.dropLast() + inputs] where !inputs.isEmpty {
        let graph = try Graph(
          inputs: inputs.map { .init(name: "x", dimensions: $0.dimensions) },
          nodes: [.init(name: "node", layer: example.layer, inputs: Array(inputs.indices))],
          outputs: [inputs.count])
        do {
          let plan = try Plan(graph, maximumBatch: 2)
          let found = try plan.makeContext().predict(
            inputs.map { random.values(2 * $0.count) }, batch: 2)
          #expect(found[0].count == 2 * plan.outputShape.count)
        } catch {
          #expect(!error.description.isEmpty, "\(example.layer.operation) of \(inputs)")
        }
      }
    }
  }

  @Test("Extents beyond any memory are refused and trap nowhere")
  func extents() throws {
    for example in try LayerExample.all(seed: 3) {
      for (index, shape) in example.inputs.enumerated() {
        for axis in shape.dimensions.indices {
          for extent in [0, -1, 1 << 31, (1 << 31) + 1, 1 << 62, Int.max, Int.min] {
            var dimensions = shape.dimensions
            dimensions[axis] = extent
            var inputs = example.inputs
            inputs[index] = Shape(dimensions)
            _ = example.layer.multiplyAdds(of: inputs)
            #expect(throws: NeuralNetworkError.self, "\(example.layer.operation) of \(inputs)") {
              try Plan(
                Graph(
                  inputs: inputs.map { .init(name: "x", dimensions: $0.dimensions) },
                  nodes: [
                    .init(name: "node", layer: example.layer, inputs: Array(inputs.indices))
                  ], outputs: [inputs.count]), maximumBatch: 1 << 20)
            }
          }
        }
      }
    }
  }

  @Test("A layer over sequences names itself in its errors")
  func names() throws {
    #expect {
      try Pooling1D(kind: .maximum, poolSize: 0, stride: 1, padding: .same)
    } throws: { "\($0)".contains("MaxPooling1D") }
    #expect {
      try Pooling1D(kind: .average, poolSize: 4, stride: 1, padding: .valid)
        .outputShape(of: [Shape([3, 2])])
    } throws: { "\($0)".contains("AveragePooling1D") && "\($0)".contains("(3, 2)") }
  }
}
