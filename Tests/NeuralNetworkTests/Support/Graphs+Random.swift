@testable import NeuralNetwork

extension SeededGenerator {
  /// A graph with branches, in-place candidates, values that nobody reads, and several outputs,
  /// over maps of one size and then vectors.
  mutating func graph(input shape: Shape, nodes count: Int) throws -> Graph {
    let channels = shape.channels
    var nodes: [Graph.Node] = []
    for index in 0..<count {
      let layer: any Layer
      var inputs = [integer(max(0, index - 3)...index)]
      switch integer(0...7) {
      case 0:
        layer = try Convolution2D(
          kernel: tensor([3, 3, channels, channels]), bias: values(channels), padding: .same,
          activation: .tanh)
      case 1:
        layer = try DepthwiseConvolution2D(
          kernel: tensor([3, 3, channels, 1]), bias: flip() ? values(channels) : nil, padding: .same
        )
      case 2:
        layer = try Pooling2D(
          kind: .maximum, poolSize: Size2D(height: 3, width: 3), strides: .one, padding: .same)
      case 3, 4:
        layer = try Addition(activation: .softsign)
        inputs.append(integer(0...index))
      case 6:
        layer = try ParametricReLU(alpha: tensor([1, 1, channels]))
      case 5:
        layer = try normalization(channels: channels)
      default:
        layer = try ElementwiseActivation(flip() ? .relu : .sigmoid)
      }
      nodes.append(.init(name: "node\(index)", layer: layer, inputs: inputs))
    }
    nodes.append(
      .init(
        name: "average", layer: try GlobalAveragePooling2D(keepDimensions: false),
        inputs: [integer(max(0, count - 2)...count)]))
    nodes.append(
      .init(
        name: "dense", layer: try Dense(kernel: tensor([channels, 64]), bias: nil),
        inputs: [count + 1]))
    nodes.append(.init(name: "softmax", layer: try Softmax(), inputs: [count + 2]))
    return try Graph(
      inputs: [.init(name: "input", dimensions: shape.dimensions)], nodes: nodes,
      outputs: [count + 3, integer(0...count)])
  }
}

extension Graph {
  /// All outputs, every node run on its own in memory of its own.
  func predictNodeByNode(_ input: [Float], shape: Shape, batch: Int) throws -> [[Float]] {
    var values = [input]
    var shapes = [shape]
    for node in nodes {
      let inputShapes = node.inputs.map { shapes[$0] }
      let single = try Graph(
        inputs: inputShapes.map { Input(name: "input", dimensions: $0.dimensions) },
        nodes: [Node(name: node.name, layer: node.layer, inputs: Array(node.inputs.indices))],
        outputs: [node.inputs.count])
      let plan = try Plan(single, maximumBatch: batch)
      values.append(
        try plan.makeContext().predict(node.inputs.map { values[$0] }, batch: batch)[0])
      shapes.append(plan.outputShape)
    }
    return outputs.map { values[$0] }
  }
}
