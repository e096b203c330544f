import NeuralNetwork

/// What the convolutions have in common, along one, two or three axes.
struct ConvolutionSettings: Sendable {
  /// Number of axes along which the kernel moves.
  let axes: Int
  /// One number per axis, as all lists here.
  let kernelSize: [Int]
  let strides: [Int]
  let padding: Padding
  let dilation: [Int]
  let groups: Int
  let hasBias: Bool
  let hasChannelsFirst: Bool
  let activation: KerasActivation

  init(_ settings: inout LayerSettings) throws(KerasError) {
    axes = settings.spatialAxes
    guard let kernelSize = try settings.extents("kernel_size", axes: axes) else {
      throw settings.malformed("kernel_size", nil, "one whole number, or one for each axis")
    }
    self.kernelSize = kernelSize
    let ones = [Int](repeating: 1, count: axes)
    strides = try settings.extents("strides", axes: axes) ?? ones
    padding = try settings.padding(allowsCausal: axes == 1)
    dilation = try settings.extents("dilation_rate", axes: axes) ?? ones
    hasBias = try settings.boolean("use_bias", default: true)
    activation = try settings.activation()
    hasChannelsFirst = try settings.hasChannelsFirst()
    groups = try settings.count("groups", default: 1)
    guard strides == ones || dilation == ones else {
      throw settings.malformed(
        "dilation_rate", .array(dilation.map { .number(Double($0)) }),
        "1 together with strides over 1")
    }
  }

  /// - Throws: `KerasError.unsupported` for groups where the class does not know them.
  func requireOneGroup(_ settings: LayerSettings) throws(KerasError) {
    guard groups == 1 else {
      throw settings.refusal(
        "it has \(groups) groups", fix: "use one group and save the model again")
    }
  }

  /// What follows the layer that applied the fused activation.
  func following() throws(LayerMisfit) -> [any Layer] {
    try activation.following(rank: axes + 2, hasChannelsFirst: hasChannelsFirst)
  }

  func two(_ numbers: [Int]) -> Size2D { Size2D(height: numbers[0], width: numbers[1]) }

  func three(_ numbers: [Int]) -> Size3D {
    Size3D(depth: numbers[0], height: numbers[1], width: numbers[2])
  }
}

extension LayerSettings {
  /// The number before the D of the class: 2 for `Conv2D`; 2 where there is none.
  var spatialAxes: Int {
    let characters = Array(className)
    for (digit, letter) in zip(characters, characters.dropFirst()) where letter == "D" {
      if let axes = digit.wholeNumberValue, (1...3).contains(axes) { return axes }
    }
    return 2
  }
}
