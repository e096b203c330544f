extension Layer {
  /// Whether this layer is an activation that does nothing.
  var isLinearActivation: Bool {
    (self as? ElementwiseActivation)?.activation == .linear
  }

  /// Whether this layer's parameters make its output its input, in shape and values, whatever
  /// that is. Linear activations have a test of their own.
  var isIdentity: Bool {
    switch self {
    case let layer as ZeroPadding: (layer.before + layer.after).allSatisfy { $0 == 0 }
    case let layer as Cropping: (layer.before + layer.after).allSatisfy { $0 == 0 }
    case let layer as UpSampling: layer.size.allSatisfy { $0 == 1 }
    case let layer as Permute: layer.axes == Array(layer.axes.indices)
    case let layer as Pooling2D: layer.poolSize == .one && layer.strides == .one
    case let layer as Pooling3D: layer.poolSize == .one && layer.strides == .one
    case let layer as Pooling1D: layer.planar.isIdentity
    case let layer as Rescaling:
      layer.scale == [1] && layer.offset == [0]
    case let layer as ConstantMerge:
      layer.isIdentity
    default: false
    }
  }
}

extension ConstantMerge {
  /// x + 0, x − 0, x · 1 or x / 1 with a number.
  fileprivate var isIdentity: Bool {
    guard constant.dimensions.isEmpty, activation == .linear else { return false }
    switch kind {
    case .addition: return constant.values == [0]
    case .multiplication: return constant.values == [1]
    case .subtraction: return constant.values == [0] && !constantFirst
    case .division: return constant.values == [1] && !constantFirst
    case .averaging, .maximum, .minimum: return false
    }
  }
}
