import NeuralNetwork

/// `Dot`
struct KerasDot: KerasLayer {
  private let axes: [Int]
  private let normalize: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    let axes = try settings.axes("axes") ?? []
    guard axes.count == 1 || axes.count == 2 else {
      throw settings.malformed("axes", nil, "one axis or two")
    }
    self.axes = axes.count == 2 ? axes : [axes[0], axes[0]]
    normalize = try settings.boolean("normalize", default: false)
  }

  var inputCount: ClosedRange<Int> { 2...2 }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    let first = try sampleAxis(axes[0], of: inputs[0])
    let second = try sampleAxis(axes[1], of: inputs[1])
    return [
      try making { () throws(NeuralNetworkError) in
        try Dot(firstAxis: first, secondAxis: second, normalize: normalize)
      }
    ]
  }
}
