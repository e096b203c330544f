/// What follows the sums of a layer on rows that are still in cache: a bias, another input, and a
/// function of the result.
struct Epilogue: Sendable {
  /// One value per channel.
  var bias: [Float]?
  /// Whether the layer's last input, of the output's shape, is added.
  var addsInput = false
  /// One value per channel: x > 0 → x; otherwise slope · x.
  var slopes: [Float]?
  /// What comes last.
  var activation = Activation.linear

  /// Whether nothing but a bias follows.
  var isLinear: Bool { !addsInput && slopes == nil && activation == .linear }

  /// Lends what a run needs, looked up once.
  ///
  /// - Parameter inputs: All inputs of the layer, the one to be added last.
  func bound(to inputs: [UnsafePointer<Float>], _ body: (Bound) -> Void) {
    let addend = addsInput ? inputs.last : nil
    Self.lend(bias) { bias in
      Self.lend(slopes) { slopes in
        body(
          Bound(
            bias: bias, addend: addend, slopes: slopes, activation: activation,
            rectifies: activation == .relu))
      }
    }
  }

  private static func lend(_ values: [Float]?, _ body: (UnsafePointer<Float>?) -> Void) {
    guard let values else { return body(nil) }
    values.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}

extension Epilogue {
  /// An epilogue during one run.
  struct Bound {
    fileprivate let bias: UnsafePointer<Float>?
    fileprivate let addend: UnsafePointer<Float>?
    fileprivate let slopes: UnsafePointer<Float>?
    fileprivate let activation: Activation
    fileprivate let rectifies: Bool

    /// Applies all of it to `rows` rows of `channels` values that lie without gaps from a place in
    /// the output.
    func apply(
      to output: UnsafeMutablePointer<Float>, from first: Int = 0, rows: Int, channels: Int
    ) {
      let place = Place(
        values: output + first, addend: addend.map { $0 + first }, rows: rows, channels: channels)
      if let bias {
        let bias = Operand(values: bias, isPerRow: false)
        if let addend = place.addend {
          let addend = Operand(values: addend, isPerRow: true)
          finish(
            place, { $0 + bias.vector($1, $2) + addend.vector($1, $2) },
            { $0 + bias.value($1, $2) + addend.value($1, $2) })
        } else {
          finish(place, { $0 + bias.vector($1, $2) }, { $0 + bias.value($1, $2) })
        }
      } else if let addend = place.addend {
        let addend = Operand(values: addend, isPerRow: true)
        finish(place, { $0 + addend.vector($1, $2) }, { $0 + addend.value($1, $2) })
      } else if slopes != nil || rectifies {
        finish(place, { vector, _, _ in vector }, { value, _, _ in value })
      } else {
        activation.apply(to: place.values, count: rows * channels)
      }
    }

    private struct Place {
      let values: UnsafeMutablePointer<Float>
      let addend: UnsafePointer<Float>?
      let rows: Int
      let channels: Int
    }

    /// Values per channel, or for every row of its own.
    private struct Operand {
      let values: UnsafePointer<Float>
      let isPerRow: Bool

      @inline(__always)
      func vector(_ index: Int, _ channel: Int) -> SIMD8<Float> {
        (values + (isPerRow ? index : channel)).vector8
      }

      @inline(__always)
      func value(_ index: Int, _ channel: Int) -> Float { values[isPerRow ? index : channel] }
    }

    /// Sums of eight values or one, which stand at an index and belong to a channel, then the
    /// function.
    @inline(__always)
    private func finish(
      _ place: Place, _ vectorSum: (SIMD8<Float>, Int, Int) -> SIMD8<Float>,
      _ sum: (Float, Int, Int) -> Float
    ) {
      if let slopes {
        loop(
          place,
          { vector, index, channel in
            let x = vectorSum(vector, index, channel)
            return (x * (slopes + channel).vector8).replacing(with: x, where: x .> 0)
          },
          { value, index, channel in
            let x = sum(value, index, channel)
            return x > 0 ? x : x * slopes[channel]
          })
      } else if rectifies {
        loop(
          place,
          { vector, index, channel in
            let x = vectorSum(vector, index, channel)
            return x.replacing(with: 0, where: x .< 0)
          },
          { value, index, channel in rectified(sum(value, index, channel)) })
        return
      } else {
        loop(place, vectorSum, sum)
      }
      activation.apply(to: place.values, count: place.rows * place.channels)
    }

    @inline(__always)
    private func loop(
      _ place: Place, _ vectorFunction: (SIMD8<Float>, Int, Int) -> SIMD8<Float>,
      _ function: (Float, Int, Int) -> Float
    ) {
      let (values, channels) = (place.values, place.channels)
      let vectors = channels & ~7
      var first = 0
      for _ in 0..<place.rows {
        var channel = 0
        while channel < vectors {
          let target = values + (first &+ channel)
          target.store(
            vectorFunction(UnsafePointer(target).vector8, first &+ channel, channel))
          channel &+= 8
        }
        while channel < channels {
          values[first &+ channel] = function(values[first &+ channel], first &+ channel, channel)
          channel &+= 1
        }
        first &+= channels
      }
    }
  }
}
