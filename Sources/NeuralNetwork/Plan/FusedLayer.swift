/// A layer together with what followed it in the graph: the addition of another value, a PReLU with
/// one slope per channel, an activation. Made by the optimiser.
struct FusedLayer: Layer {
  let base: any EpilogueLayer
  /// Whether the last input is added to what the base makes of the others.
  let addsInput: Bool
  /// One per channel of the output: x > 0 → x; otherwise slope · x.
  let slopes: [Float]?
  /// Trained values of what followed.
  let followingParameters: Int
  let activation: Activation

  /// Nil when the base has something after its bias already.
  init?(
    _ base: any EpilogueLayer, addsInput: Bool = false, slopes: [Float]? = nil,
    followingParameters: Int = 0, activation: Activation = .linear
  ) {
    guard base.epilogue.isLinear else { return nil }
    self.base = base
    self.addsInput = addsInput
    self.slopes = slopes
    self.followingParameters = followingParameters
    self.activation = activation
  }

  var operation: String {
    base.operation + (addsInput ? " + Addition" : "") + (slopes == nil ? "" : " + PReLU")
  }

  var parameterCount: Int { base.parameterCount + followingParameters }

  func outputShape(of inputs: [Shape]) throws(NeuralNetworkError) -> Shape {
    let output = try base.outputShape(of: own(inputs))
    guard !addsInput || inputs.last == output else {
      throw .shape(
        layer: operation, found: inputs, expected: "a last input of the output's shape \(output)")
    }
    if let slopes, slopes.count != output.channels {
      throw .shape(layer: operation, found: inputs, expected: "\(slopes.count) output channels")
    }
    return output
  }

  func multiplyAdds(of inputs: [Shape]) -> Int { base.multiplyAdds(of: own(inputs)) }

  func prepare(
    inputs: [Shape], output: Shape, maximumBatch: Int
  ) throws(NeuralNetworkError) -> any PreparedLayer {
    var epilogue = base.epilogue
    epilogue.addsInput = addsInput
    epilogue.slopes = slopes
    epilogue.activation = activation
    return try base.prepare(
      inputs: own(inputs), output: output, maximumBatch: maximumBatch, epilogue: epilogue)
  }

  /// The inputs of the base.
  private func own(_ inputs: [Shape]) -> [Shape] { addsInput ? inputs.dropLast() : inputs }
}

extension FusedLayer {
  /// With an activation after all of it; nil where there is something already.
  func absorbing(activation: Activation) -> (any Layer)? {
    guard slopes == nil, self.activation == .linear else { return nil }
    return FusedLayer(base, addsInput: addsInput, activation: activation)
  }

  /// With a PReLU after all of it; nil where there is something already.
  func absorbing(parametric layer: ParametricReLU) -> (any Layer)? {
    guard slopes == nil, activation == .linear,
      let slopes = layer.slopes(after: base)
    else { return nil }
    return FusedLayer(
      base, addsInput: addsInput, slopes: slopes, followingParameters: layer.parameterCount)
  }
}

extension ParametricReLU {
  /// A slope for each output channel of a layer; nil when other axes have slopes of their own.
  func slopes(after layer: any Layer) -> [Float]? {
    guard let layer = layer as? any WeightedLayer,
      alpha.dimensions.count <= layer.sampleRank ?? 1,
      alpha.dimensions.dropLast().allSatisfy({ $0 == 1 })
    else { return nil }
    switch alpha.values.count {
    case layer.outputChannels: return alpha.values
    case 1: return [Float](repeating: alpha.values[0], count: layer.outputChannels)
    default: return nil
    }
  }
}
