/// A sliding window along one axis: where it starts and how often it fits
/// (specs/keras-h5.md §8.1).
struct Window: Sendable, Equatable {
  /// Extent of the input.
  let input: Int
  /// Number of taps.
  let taps: Int
  let stride: Int
  let dilation: Int
  /// Number of window positions.
  let output: Int
  /// Padding before the first input element.
  let before: Int

  /// Returns nil when the window, without padding, is larger than the input. Numbers must lie
  /// within `Extents`.
  init?(input: Int, taps: Int, stride: Int, dilation: Int = 1, padding: Padding) {
    let extent = (taps - 1) * dilation + 1
    self.input = input
    self.taps = taps
    self.stride = stride
    self.dilation = dilation
    switch padding {
    case .valid:
      guard input >= extent else { return nil }
      output = (input - extent) / stride + 1
      before = 0
    case .same:
      output = (input - 1) / stride + 1
      before = max((output - 1) * stride + extent - input, 0) / 2
    case .causal:
      output = (input - 1) / stride + 1
      before = extent - 1
    }
  }

  /// The only position of a window of one tap over one element.
  static let single = Window()

  private init() {
    input = 1
    taps = 1
    stride = 1
    dilation = 1
    output = 1
    before = 0
  }

  /// The output positions whose taps all fall inside the input.
  var wholePositions: Range<Int> {
    let first = (before + stride - 1) / stride
    let room = input + before - (taps - 1) * dilation - 1
    let end = room < 0 ? 0 : min(room / stride + 1, output)
    return min(first, end)..<end
  }

  /// The taps that fall inside the input when the window stands at an output position.
  func validTaps(at position: Int) -> Range<Int> {
    let start = position * stride - before
    let first = start >= 0 ? 0 : (dilation - 1 - start) / dilation
    let room = input - 1 - start
    let end = room < 0 ? 0 : min(room / dilation + 1, taps)
    return min(first, end)..<end
  }
}

/// The windows of a layer along both axes of a feature map.
struct Window2D: Sendable, Equatable {
  let vertical: Window
  let horizontal: Window

  var outputArea: Int { vertical.output * horizontal.output }

  var taps: Int { vertical.taps * horizontal.taps }
}

/// The windows of a layer along the three axes of a volume; a map is a volume of depth one.
struct Window3D: Sendable, Equatable {
  let depth: Window
  let vertical: Window
  let horizontal: Window

  var outputVolume: Int { depth.output * vertical.output * horizontal.output }

  init(depth: Window, vertical: Window, horizontal: Window) {
    self.depth = depth
    self.vertical = vertical
    self.horizontal = horizontal
  }

  init(_ map: Window2D) {
    self.init(depth: .single, vertical: map.vertical, horizontal: map.horizontal)
  }
}

extension Layer {
  /// The windows over a feature map, checked.
  func windows(
    over input: Shape, taps: Size2D, strides: Size2D, dilation: Size2D, padding: Padding
  ) throws(NeuralNetworkError) -> Window2D {
    guard
      let vertical = Window(
        input: input.dimensions[0], taps: taps.height, stride: strides.height,
        dilation: dilation.height, padding: padding),
      let horizontal = Window(
        input: input.dimensions[1], taps: taps.width, stride: strides.width,
        dilation: dilation.width, padding: padding)
    else {
      let height = (taps.height - 1) * dilation.height + 1
      let width = (taps.width - 1) * dilation.width + 1
      throw .shape(
        layer: operation, found: [input],
        expected: "a feature map of at least \(height)×\(width) for its window without padding")
    }
    return Window2D(vertical: vertical, horizontal: horizontal)
  }

  /// The windows over a volume (depth, height, width, channels), checked.
  func windows(
    over input: Shape, taps: Size3D, strides: Size3D, dilation: Size3D, padding: Padding
  ) throws(NeuralNetworkError) -> Window3D {
    let axes = zip(zip(taps.extents, strides.extents), zip(dilation.extents, input.dimensions))
    let windows = axes.compactMap { window, axis in
      Window(
        input: axis.1, taps: window.0, stride: window.1, dilation: axis.0, padding: padding)
    }
    guard windows.count == 3 else {
      throw .shape(
        layer: operation, found: [input],
        expected: "a volume of at least the extent of its window, \(taps) dilated by \(dilation)")
    }
    return Window3D(depth: windows[0], vertical: windows[1], horizontal: windows[2])
  }
}
