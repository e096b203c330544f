@testable import NeuralNetwork

extension Reference {
  /// A convolution along any number of axes (specs/keras-h5.md §8.1, §8.2).
  struct Convolution {
    var strides: [Int]
    var padding: Padding
    var dilation: [Int]
    var groups = 1
    var activation = Activation.linear

    func callAsFunction(_ input: Grid, kernel: Grid, bias: [Float]?) -> Grid {
      let axes = strides.indices
      let taps = Array(kernel.extents.prefix(axes.count))
      let filters = kernel.extents[axes.count + 1]
      let perGroup = kernel.extents[axes.count]
      let sizes = axes.map {
        extent(
          input.extents[$0], taps: taps[$0], stride: strides[$0], dilation: dilation[$0],
          padding: padding)
      }
      return Grid.filled(sizes.map(\.output) + [filters]) { place in
        let filter = place[axes.count]
        var sum = Double(bias?[filter] ?? 0)
        for tap in Grid.places(taps) {
          let source = axes.map {
            place[$0] * strides[$0] + tap[$0] * dilation[$0] - sizes[$0].before
          }
          for channel in 0..<perGroup {
            let group = filter / (filters / groups)
            let value = input[source + [group * perGroup + channel]] ?? 0
            sum += value * (kernel[tap + [channel, filter]] ?? 0)
          }
        }
        return Reference.activation(activation, sum)
      }
    }
  }

  /// A transposed convolution: scattered without limits, then cut out (§8.3).
  static func transposed(_ layer: ConvolutionTranspose, _ input: Grid) -> Grid {
    let kernel = Grid(layer.kernel)
    let axes = layer.strides.indices
    let taps = Array(kernel.extents.prefix(axes.count))
    let filters = kernel.extents[axes.count]
    let channels = kernel.extents[axes.count + 1]
    var outputs: [Int] = []
    var cropped: [Int] = []
    for axis in axes {
      let (n, s) = (input.extents[axis], layer.strides[axis])
      let effective = (taps[axis] - 1) * layer.dilation[axis] + 1
      let full = (n - 1) * s + effective
      if layer.padding == .valid {
        outputs.append(full + (layer.outputPadding?[axis] ?? max(s - effective, 0)))
        cropped.append(0)
      } else {
        let output =
          layer.outputPadding.map { (n - 1) * s + effective - 2 * (effective / 2) + $0[axis] }
          ?? n * s
        outputs.append(output)
        cropped.append(max((n - 1) * s + effective - output, 0) / 2)
      }
    }
    var result = Grid.filled(outputs + [filters]) { Double(layer.bias?[$0[axes.count]] ?? 0) }
    for place in Grid.places(Array(input.extents.prefix(axes.count))) {
      for tap in Grid.places(taps) {
        let target = axes.map {
          place[$0] * layer.strides[$0] + tap[$0] * layer.dilation[$0] - cropped[$0]
        }
        for filter in 0..<filters {
          for channel in 0..<channels {
            let product =
              (input[place + [channel]] ?? 0) * (kernel[tap + [filter, channel]] ?? 0)
            result.add(product, at: target + [filter])
          }
        }
      }
    }
    result.values = result.values.map { activation(layer.activation, $0) }
    return result
  }

  /// Pooling over the elements that a function names for each axis and position.
  static func pooled(
    _ kind: PoolingKind, _ input: Grid, outputs: [Int],
    elements: (_ axis: Int, _ position: Int) -> Range<Int>
  ) -> Grid {
    let channels = input.extents[outputs.count]
    return Grid.filled(outputs + [channels]) { place in
      let ranges = outputs.indices.map { elements($0, place[$0]) }
      let values = Grid.places(ranges.map(\.count)).compactMap { inner in
        input[zip(ranges, inner).map { $0.lowerBound + $1 } + [place[outputs.count]]]
      }
      return kind == .maximum
        ? values.max() ?? -.infinity : values.reduce(0, +) / Double(values.count)
    }
  }
}
