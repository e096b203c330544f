import Testing

@testable import NeuralNetwork

/// A layer with shapes it takes.
struct LayerExample: Sendable, CustomTestStringConvertible {
  let layer: any Layer
  let inputs: [Shape]

  var testDescription: String { "\(layer.operation) of \(inputs)" }

  init(_ layer: any Layer, _ inputs: [Int]...) {
    self.layer = layer
    self.inputs = inputs.map { Shape($0) }
  }

  /// The layer as a graph of its own.
  func graph() throws -> Graph {
    try Graph(
      inputs: inputs.map { .init(name: "input", dimensions: $0.dimensions) },
      nodes: [.init(name: "node", layer: layer, inputs: Array(inputs.indices))],
      outputs: [inputs.count])
  }

  /// One or more examples of every type of layer.
  static func all(seed: Int) throws -> [LayerExample] {
    var random = SeededGenerator(seed: seed)
    return try weighted(&random) + fused(&random) + pooling() + merging(&random) + moving()
      + normalizing(&random)
  }

  private static func weighted(_ random: inout SeededGenerator) throws -> [LayerExample] {
    [
      LayerExample(
        try Convolution1D(
          kernel: random.tensor([3, 4, 16]), bias: random.values(16), padding: .causal), [9, 4]),
      LayerExample(
        try Convolution2D(
          kernel: random.tensor([3, 3, 4, 16]), bias: random.values(16), padding: .same,
          activation: .relu), [7, 6, 4]),
      LayerExample(
        try Convolution2D(
          kernel: random.tensor([3, 2, 2, 32]), bias: nil, strides: Size2D(height: 2, width: 1),
          padding: .valid, groups: 2), [7, 6, 4]),
      LayerExample(
        try Convolution2D(kernel: random.tensor([1, 1, 4, 16]), bias: nil, padding: .same),
        [7, 6, 4]),
      LayerExample(
        try Convolution3D(
          kernel: random.tensor([2, 3, 2, 3, 16]), bias: random.values(16), padding: .same),
        [4, 5, 3, 3]),
      LayerExample(
        try DepthwiseConvolution1D(
          kernel: random.tensor([3, 4, 2]), bias: random.values(8), padding: .same), [9, 4]),
      LayerExample(
        try DepthwiseConvolution2D(kernel: random.tensor([3, 3, 9, 1]), bias: nil, padding: .same),
        [7, 6, 9]),
      LayerExample(
        try ConvolutionTranspose(
          kernel: random.tensor([2, 2, 4, 3]), bias: random.values(4), strides: [2, 2],
          padding: .same), [4, 5, 3]),
      LayerExample(
        try LocallyConnected(
          kernel: random.tensor([6, 8, 3]), bias: random.values(18), kernelSize: [2, 2],
          strides: [1, 1]), [3, 4, 2]),
      LayerExample(try Dense(kernel: random.tensor([12, 5]), bias: random.values(5)), [12]),
      LayerExample(try Dense(kernel: random.tensor([12, 5]), bias: nil), [3, 12]),
    ]
  }

  private static func fused(_ random: inout SeededGenerator) throws -> [LayerExample] {
    let convolution = try Convolution2D(
      kernel: random.tensor([3, 3, 16, 32]), bias: random.values(32), padding: .same)
    let depthwise = try DepthwiseConvolution2D(
      kernel: random.tensor([3, 3, 9, 1]), bias: random.values(9),
      strides: Size2D(height: 1, width: 2), padding: .same)
    return [
      LayerExample(convolution, [9, 10, 16]),
      LayerExample(
        try #require(FusedLayer(convolution, addsInput: true, slopes: random.values(32))),
        [9, 10, 16], [9, 10, 32]),
      LayerExample(
        try #require(FusedLayer(depthwise, addsInput: true, activation: .tanh)),
        [5, 14, 9], [5, 7, 9]),
      LayerExample(
        try #require(FusedLayer(Merge(.multiplication), addsInput: true, activation: .relu)),
        [7, 6, 9], [1, 1, 9], [7, 6, 9]),
      LayerExample(
        try #require(
          FusedLayer(
            Dense(kernel: random.tensor([12, 40]), bias: nil), addsInput: true,
            slopes: random.values(40))), [12], [40]),
    ]
  }

  private static func pooling() throws -> [LayerExample] {
    let two = Size2D(height: 2, width: 2)
    let three = Size3D(depth: 2, height: 2, width: 2)
    return try [PoolingKind.maximum, .average].flatMap { kind in
      [
        LayerExample(
          try Pooling1D(kind: kind, poolSize: 3, stride: 2, padding: .same), [9, 4]),
        LayerExample(
          try Pooling2D(kind: kind, poolSize: two, strides: two, padding: .valid), [7, 6, 9]),
        LayerExample(
          try Pooling3D(kind: kind, poolSize: three, strides: three, padding: .same),
          [3, 4, 5, 2]),
        LayerExample(
          try GlobalPooling(kind: kind, spatialAxes: 2, keepDimensions: true), [7, 6, 9]),
        LayerExample(try AdaptivePooling(kind: kind, outputSize: [3, 4]), [7, 6, 3]),
      ]
    }
  }

  private static func merging(_ random: inout SeededGenerator) throws -> [LayerExample] {
    [
      LayerExample(try Addition(activation: .relu), [3, 4, 5], [3, 4, 5], [3, 4, 5]),
      LayerExample(try Merge(.multiplication), [3, 4, 5], [1, 1, 5]),
      LayerExample(try Merge(.averaging), [5], [4, 5]),
      LayerExample(try ConstantMerge(.division, number: 3, constantFirst: true), [3, 4]),
      LayerExample(try ConstantMerge(.maximum, constant: random.tensor([4])), [3, 4]),
      LayerExample(try Concatenation(axis: 0), [3, 4], [2, 4]),
      LayerExample(try Dot(firstAxis: 1, secondAxis: 1, normalize: true), [3, 4], [2, 4]),
      LayerExample(try Reduction(kind: .mean, axes: [0, 1], keepDimensions: false), [3, 4, 5]),
      LayerExample(try Reduction(kind: .maximum, axes: [-1], keepDimensions: true), [3, 4, 5]),
    ]
  }

  private static func moving() throws -> [LayerExample] {
    [
      LayerExample(try Flatten(), [3, 4]),
      LayerExample(try Reshape(dimensions: [2, -1]), [3, 4]),
      LayerExample(try Permute(axes: [2, 0, 1]), [3, 4, 5]),
      LayerExample(try RepeatVector(count: 3), [4]),
      LayerExample(try ZeroPadding(before: [1, 0], after: [0, 2]), [3, 4, 5]),
      LayerExample(try Cropping(before: [1, 0], after: [0, 2]), [3, 4, 5]),
      LayerExample(try UpSampling(size: [2, 3]), [3, 4, 5]),
      LayerExample(try UpSampling(size: [2, 3], interpolation: .bilinear), [3, 4, 5]),
      LayerExample(try Resizing(height: 5, width: 3, interpolation: .nearest), [4, 7, 2]),
      LayerExample(try Resizing(height: 5, width: 3, cropToAspectRatio: true), [4, 7, 2]),
      LayerExample(try CenterCrop(height: 2, width: 3), [4, 7, 2]),
      LayerExample(try CenterCrop(height: 6, width: 3), [4, 7, 2]),
    ]
  }

  private static func normalizing(_ random: inout SeededGenerator) throws -> [LayerExample] {
    [
      LayerExample(try Rescaling(scale: [2], offset: random.values(5)), [3, 4, 5]),
      LayerExample(
        try Normalization(
          mean: random.values(5), variance: random.values(5, in: 1...2), axes: [-1]),
        [3, 4, 5]),
      LayerExample(try AutoContrast(lower: 0, upper: 1), [3, 4, 2]),
      LayerExample(try random.normalization(channels: 5, activation: .relu), [3, 4, 5]),
      LayerExample(
        try BatchNormalization(
          gamma: nil, beta: nil, mean: random.values(4), variance: random.values(4, in: 1...2),
          epsilon: 0.01, axis: 1), [3, 4, 5]),
      LayerExample(
        try LayerNormalization(
          axes: [0, 2], gamma: random.values(15), beta: random.values(15), epsilon: 0.01),
        [3, 4, 5]),
      LayerExample(
        try GroupNormalization(groups: 2, gamma: random.values(6), beta: nil, epsilon: 0.01),
        [3, 4, 6]),
      LayerExample(
        try RootMeanSquareNormalization(scale: random.values(5), epsilon: 0.01), [3, 4, 5]),
      LayerExample(try UnitNormalization(), [3, 4, 5]),
      LayerExample(try Softmax(), [3, 5]),
      LayerExample(try Softmax(axis: 0, logarithmic: true), [3, 5]),
      LayerExample(try ParametricReLU(alpha: random.tensor([1, 1, 5])), [3, 4, 5]),
      LayerExample(try ElementwiseActivation(.squareplus(b: 4)), [3, 4]),
    ]
  }
}
