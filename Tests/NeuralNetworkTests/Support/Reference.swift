@testable import NeuralNetwork

/// The arithmetic of the layers in plain loops and double precision, written from the
/// specification and not from the kernels.
enum Reference {
  struct Map {
    let height: Int
    let width: Int
    let channels: Int
    var values: [Double]

    init(height: Int, width: Int, channels: Int, values: [Double]) {
      self.height = height
      self.width = width
      self.channels = channels
      self.values = values
    }

    init(_ shape: Shape, _ values: ArraySlice<Float>) {
      self.init(
        height: shape.dimensions[0], width: shape.dimensions[1], channels: shape.dimensions[2],
        values: values.map { Double($0) })
    }

    /// The value at a place, nil outside.
    subscript(y: Int, x: Int, channel: Int) -> Double? {
      guard y >= 0, y < height, x >= 0, x < width else { return nil }
      return values[(y * width + x) * channels + channel]
    }
  }

  /// Output extent and padding before, by the formulas of the specification.
  static func extent(
    _ n: Int, taps: Int, stride: Int, dilation: Int, padding: Padding
  ) -> (output: Int, before: Int) {
    let effective = (taps - 1) * dilation + 1
    switch padding {
    case .valid:
      return ((n - effective) / stride + 1, 0)
    case .same:
      let output = (n + stride - 1) / stride
      return (output, max((output - 1) * stride + effective - n, 0) / 2)
    case .causal:
      return ((n - 1) / stride + 1, effective - 1)
    }
  }

  static func samples(
    _ input: [Float], _ shape: Shape, _ body: (Map) -> [Double]
  ) -> [Double] {
    stride(from: 0, to: input.count, by: shape.count).flatMap {
      body(Map(shape, input[$0..<($0 + shape.count)]))
    }
  }

  static func convolution(_ layer: Convolution2D, _ input: [Float], _ shape: Shape) -> [Double] {
    let d = layer.kernel.dimensions
    let (kernelHeight, kernelWidth, perGroup, filters) = (d[0], d[1], d[2], d[3])
    let filtersPerGroup = filters / (shape.dimensions[2] / perGroup)
    return samples(input, shape) { map in
      let (rows, top) = extent(
        map.height, taps: kernelHeight, stride: layer.strides.height,
        dilation: layer.dilation.height, padding: layer.padding)
      let (columns, left) = extent(
        map.width, taps: kernelWidth, stride: layer.strides.width, dilation: layer.dilation.width,
        padding: layer.padding)
      var result: [Double] = []
      for y in 0..<rows {
        for x in 0..<columns {
          for filter in 0..<filters {
            var sum = Double(layer.bias?[filter] ?? 0)
            for i in 0..<kernelHeight {
              for j in 0..<kernelWidth {
                for c in 0..<perGroup {
                  let value = map[
                    y * layer.strides.height + i * layer.dilation.height - top,
                    x * layer.strides.width + j * layer.dilation.width - left,
                    filter / filtersPerGroup * perGroup + c]
                  let weight = layer.kernel.values[
                    ((i * kernelWidth + j) * perGroup + c) * filters + filter]
                  sum += (value ?? 0) * Double(weight)
                }
              }
            }
            result.append(activation(layer.activation, sum))
          }
        }
      }
      return result
    }
  }

  static func depthwise(
    _ layer: DepthwiseConvolution2D, _ input: [Float], _ shape: Shape
  ) -> [Double] {
    let d = layer.kernel.dimensions
    let (kernelHeight, kernelWidth, channels, multiplier) = (d[0], d[1], d[2], d[3])
    return samples(input, shape) { map in
      let (rows, top) = extent(
        map.height, taps: kernelHeight, stride: layer.strides.height,
        dilation: layer.dilation.height, padding: layer.padding)
      let (columns, left) = extent(
        map.width, taps: kernelWidth, stride: layer.strides.width, dilation: layer.dilation.width,
        padding: layer.padding)
      var result: [Double] = []
      for y in 0..<rows {
        for x in 0..<columns {
          for c in 0..<channels {
            for m in 0..<multiplier {
              var sum = Double(layer.bias?[c * multiplier + m] ?? 0)
              for i in 0..<kernelHeight {
                for j in 0..<kernelWidth {
                  let value = map[
                    y * layer.strides.height + i * layer.dilation.height - top,
                    x * layer.strides.width + j * layer.dilation.width - left, c]
                  let weight = layer.kernel.values[
                    ((i * kernelWidth + j) * channels + c) * multiplier + m]
                  sum += (value ?? 0) * Double(weight)
                }
              }
              result.append(activation(layer.activation, sum))
            }
          }
        }
      }
      return result
    }
  }

  static func dense(_ layer: Dense, _ input: [Float]) -> [Double] {
    let (features, units) = (layer.kernel.dimensions[0], layer.kernel.dimensions[1])
    return stride(from: 0, to: input.count, by: features).flatMap { start in
      (0..<units).map { unit in
        var sum = Double(layer.bias?[unit] ?? 0)
        for feature in 0..<features {
          sum +=
            Double(input[start + feature]) * Double(layer.kernel.values[feature * units + unit])
        }
        return activation(layer.activation, sum)
      }
    }
  }

  static func normalization(_ layer: BatchNormalization, _ input: [Float]) -> [Double] {
    input.enumerated().map { index, x in
      let c = index % layer.mean.count
      let deviation = (Double(layer.variance[c]) + Double(layer.epsilon)).squareRoot()
      let normal = (Double(x) - Double(layer.mean[c])) / deviation
      return activation(
        layer.activation, Double(layer.gamma?[c] ?? 1) * normal + Double(layer.beta?[c] ?? 0))
    }
  }

  static func pooling(_ layer: Pooling2D, _ input: [Float], _ shape: Shape) -> [Double] {
    samples(input, shape) { map in
      let (rows, top) = extent(
        map.height, taps: layer.poolSize.height, stride: layer.strides.height, dilation: 1,
        padding: layer.padding)
      let (columns, left) = extent(
        map.width, taps: layer.poolSize.width, stride: layer.strides.width, dilation: 1,
        padding: layer.padding)
      var result: [Double] = []
      for y in 0..<rows {
        for x in 0..<columns {
          for c in 0..<map.channels {
            var real: [Double] = []
            for i in 0..<layer.poolSize.height {
              for j in 0..<layer.poolSize.width {
                let value = map[
                  y * layer.strides.height + i - top, x * layer.strides.width + j - left, c]
                if let value { real.append(value) }
              }
            }
            switch layer.kind {
            case .maximum: result.append(real.max() ?? -.infinity)
            case .average: result.append(real.reduce(0, +) / Double(real.count))
            }
          }
        }
      }
      return result
    }
  }
}
