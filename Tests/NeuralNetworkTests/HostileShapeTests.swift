import Testing

@testable import NeuralNetwork

@Suite("Shapes that do not fit")
struct HostileShapeTests {
  private static let huge = [1 << 31, (1 << 31) + 1, 1 << 62, Int.max]

  private func tensor(_ dimensions: [Int]) throws -> Tensor {
    let count = dimensions.reduce(1, *)
    return try #require(
      Tensor(dimensions: dimensions, values: [Float](repeating: 1, count: count)))
  }

  @Test("A tensor whose dimensions overflow, are negative or do not match is none")
  func tensors() {
    #expect(Tensor(dimensions: [Int.max, 2], values: []) == nil)
    #expect(Tensor(dimensions: [1 << 32, 1 << 32], values: []) == nil)
    #expect(Tensor(dimensions: [-1, -1], values: [1]) == nil)
    #expect(Tensor(dimensions: [2, 2], values: [1]) == nil)
    #expect(Tensor(dimensions: [Int.max, 2, 0], values: []) != nil)
    #expect(Shape([Int.max, Int.max]).count == .max)
  }

  @Test("Parameters that do not match are refused")
  func parameters() throws {
    let kernel = try tensor([3, 3, 2, 4])
    let refused: [() throws -> any Layer] = [
      { try Convolution2D(kernel: self.tensor([3, 3, 2]), bias: nil, padding: .same) },
      { try Convolution2D(kernel: self.tensor([3, 3, 0, 4]), bias: nil, padding: .same) },
      { try Convolution2D(kernel: kernel, bias: [1], padding: .same) },
      {
        try Convolution2D(
          kernel: kernel, bias: nil, strides: Size2D(height: 0, width: 1), padding: .same)
      },
      {
        try Convolution2D(
          kernel: kernel, bias: nil, padding: .same,
          dilation: Size2D(height: 1, width: Int.max))
      },
      { try DepthwiseConvolution2D(kernel: kernel, bias: [1, 2, 3, 4], padding: .same) },
      {
        try DepthwiseConvolution2D(
          kernel: kernel, bias: nil, strides: Size2D(height: -1, width: 1), padding: .same)
      },
      { try Dense(kernel: kernel, bias: nil) },
      { try Dense(kernel: self.tensor([3, 4]), bias: [1, 2, 3]) },
      { try BatchNormalization(gamma: nil, beta: nil, mean: [], variance: [], epsilon: 0.1) },
      { try BatchNormalization(gamma: nil, beta: nil, mean: [1], variance: [], epsilon: 0.1) },
      { try BatchNormalization(gamma: [], beta: nil, mean: [1], variance: [1], epsilon: 0.1) },
      {
        try Pooling2D(
          kind: .maximum, poolSize: Size2D(height: 0, width: 2), strides: .one, padding: .same)
      },
      { try ZeroPadding2D(top: -1, bottom: 0, left: 0, right: 0) },
      { try ZeroPadding2D(top: 0, bottom: Int.max, left: 0, right: 0) },
    ]
    for (index, make) in refused.enumerated() {
      #expect("case \(index)") {
        _ = try make()
      } throws: { error in
        guard let error = error as? NeuralNetworkError, case .parameter = error else {
          return false
        }
        return !error.description.isEmpty
      }
    }
  }

  @Test("Inputs that a layer cannot take are refused with the node's name")
  func inputs() throws {
    let map = Shape(height: 4, width: 4, channels: 2)
    let cases: [(any Layer, Shape)] = [
      (try Convolution2D(kernel: tensor([3, 3, 3, 4]), bias: nil, padding: .same), map),
      (try Convolution2D(kernel: tensor([3, 3, 1, 3]), bias: nil, padding: .same), map),
      (try Convolution2D(kernel: tensor([5, 1, 2, 4]), bias: nil, padding: .valid), map),
      (
        try Convolution2D(kernel: tensor([1, 1, 2, 4]), bias: nil, padding: .valid), Shape([4, 2])
      ),
      (try DepthwiseConvolution2D(kernel: tensor([3, 3, 3, 1]), bias: nil, padding: .same), map),
      (try Dense(kernel: tensor([3, 4]), bias: nil), map),
      (
        try BatchNormalization(gamma: nil, beta: nil, mean: [1], variance: [1], epsilon: 0.1), map
      ),
      (
        try Pooling2D(
          kind: .average, poolSize: Size2D(height: 5, width: 1), strides: .one, padding: .valid),
        map
      ),
      (try GlobalAveragePooling2D(keepDimensions: true), Shape([4])),
      (try ZeroPadding2D(top: 1, bottom: 1, left: 1, right: 1), Shape([4])),
      (try Addition(), map),
      (try Softmax(), Shape([])),
      (try Dense(kernel: tensor([3, 4]), bias: nil), Shape([])),
    ]
    for (layer, shape) in cases {
      let graph = try Graph.chain(shape, [layer])
      #expect("\(layer.operation) of \(shape)") {
        _ = try Plan(graph, maximumBatch: 1)
      } throws: { error in
        "\(error)".contains("node0")
      }
    }
  }

  @Test("Sizes beyond any memory are refused and trap nowhere", arguments: huge)
  func overflow(extent: Int) throws {
    let layers: [any Layer] = [
      try Convolution2D(kernel: tensor([3, 3, 1, 64]), bias: nil, padding: .same),
      try Convolution2D(
        kernel: tensor([3, 3, 1, 64]), bias: nil, padding: .valid,
        dilation: Size2D(height: 1 << 31, width: 1 << 31)),
      try DepthwiseConvolution2D(kernel: tensor([3, 3, 1, 64]), bias: nil, padding: .same),
      try Dense(kernel: tensor([1, 64]), bias: nil),
      try ZeroPadding2D(top: 1 << 31, bottom: 1 << 31, left: 1 << 31, right: 1 << 31),
      try Pooling2D(
        kind: .maximum, poolSize: Size2D(height: 1 << 31, width: 1 << 31),
        strides: Size2D(height: 1 << 31, width: 1 << 31), padding: .valid),
      try Flatten(),
      try Softmax(),
      try ElementwiseActivation(.relu),
    ]
    for layer in layers {
      for dimensions in [[extent, extent, 1], [extent, 4, 1], [2, extent, 1]] {
        #expect(throws: NeuralNetworkError.self, "\(layer.operation) of \(dimensions)") {
          try Plan(Graph.chain(Shape(dimensions), [layer]), maximumBatch: 1 << 20)
        }
        _ = layer.multiplyAdds(of: [Shape(dimensions)])
      }
    }
  }

  @Test("Paddings beyond any memory are refused", arguments: [1 << 20, 1 << 31])
  func dilation(extent: Int) throws {
    let far = Size2D(height: extent, width: extent)
    for shape in [[5, 5, 1], [1, 1, 1]] {
      #expect(throws: NeuralNetworkError.self) {
        let layer = try Convolution2D(
          kernel: tensor([3, 3, 1, 64]), bias: nil, padding: .same, dilation: far)
        return try Plan(Graph.chain(Shape(shape), [layer]), maximumBatch: 1)
      }
    }
    let line = try Convolution1D(
      kernel: tensor([3, 1, 2]), bias: nil, padding: .causal, dilation: 1 << 10)
    #expect(try Plan(Graph.chain(Shape([5, 1]), [line]), maximumBatch: 1).peakBytes < 1 << 16)
  }

  @Test("A chain that grows without end is refused")
  func growth() throws {
    let layers = try (0..<40).map { _ in
      try ZeroPadding2D(top: 1 << 20, bottom: 0, left: 1 << 20, right: 0)
    }
    #expect(throws: NeuralNetworkError.self) {
      try Plan(Graph.chain(Shape([1, 1, 1]), layers), maximumBatch: 1)
    }
  }

  @Test("Zero and negative extents are refused", arguments: [0, -1, Int.min])
  func empty(extent: Int) throws {
    for layer in [try Flatten(), try Softmax()] as [any Layer] {
      #expect(throws: NeuralNetworkError.self) {
        try Plan(Graph.chain(Shape([3, extent]), [layer]), maximumBatch: 1)
      }
    }
  }

  @Test("Windows of every small geometry hold exactly the taps that fall inside")
  func windows() throws {
    for input in 1...7 {
      for taps in 1...4 {
        for stride in 1...3 {
          for dilation in 1...3 {
            for padding in [Padding.same, .valid] {
              guard
                let window = Window(
                  input: input, taps: taps, stride: stride, dilation: dilation, padding: padding)
              else {
                #expect(padding == .valid && (taps - 1) * dilation + 1 > input)
                continue
              }
              let reference = Reference.extent(
                input, taps: taps, stride: stride, dilation: dilation, padding: padding)
              #expect(window.output == reference.output && window.before == reference.before)
              for position in 0..<window.output {
                let inside = (0..<taps).filter {
                  (0..<input).contains(position * stride - window.before + $0 * dilation)
                }
                #expect(Array(window.validTaps(at: position)) == inside)
                #expect(window.wholePositions.contains(position) == (inside.count == taps))
              }
            }
          }
        }
      }
    }
  }
}
