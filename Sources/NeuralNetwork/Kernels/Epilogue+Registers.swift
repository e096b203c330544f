/// The part of an epilogue that a kernel does while its sums are in registers: a bias, and ReLU where
/// nothing comes between.
struct RegisterEpilogue: Sendable {
  /// One value per channel, zeros where there is no bias, filled up for a last vector that reads on.
  let bias: [Float]
  let rectifies: Bool
  /// What is left to do; nil for nothing.
  let rest: Epilogue?

  init(_ epilogue: Epilogue, channels: Int) {
    let count = channels.roundedUp(toMultipleOf: PanelWeights.lanes) + PanelWeights.lanes
    let own = epilogue.bias ?? []
    bias = own + [Float](repeating: 0, count: count - own.count)
    var rest = epilogue
    rest.bias = nil
    rectifies = rest.activation == .relu && !rest.addsInput && rest.slopes == nil
    if rectifies { rest.activation = .linear }
    self.rest = rest.isLinear ? nil : rest
  }

  /// Lends what a run needs, looked up once.
  func bound(
    to inputs: [UnsafePointer<Float>],
    _ body: (_ bias: UnsafePointer<Float>, _ rest: Epilogue.Bound?) -> Void
  ) {
    bias.withUnsafeBufferPointer { bias in
      guard let bias = bias.baseAddress else { return }
      guard let rest else { return body(bias, nil) }
      rest.bound(to: inputs) { body(bias, $0) }
    }
  }
}
