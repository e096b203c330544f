import NeuralNetwork

/// `Resizing`, `CenterCrop` and `RandomCrop` (specs/keras-h5.md §8.8).
struct KerasResizing: KerasLayer {
  private enum Kind {
    case resize(Interpolation, cropsToAspectRatio: Bool)
    case centerCrop
    /// `RandomCrop` of Keras 3 gives its input on.
    case identity
  }

  private let kind: Kind
  private let height: Int
  private let width: Int
  let hasChannelsFirst: Bool

  init(_ settings: inout LayerSettings) throws(KerasError) {
    height = try settings.count("height")
    width = try settings.count("width")
    hasChannelsFirst = try settings.hasChannelsFirst()
    switch settings.className {
    case "CenterCrop": kind = .centerCrop
    case "RandomCrop": kind = try KerasResizing.randomCrop(settings)
    default:
      let interpolation = try settings.interpolation(default: .bilinear)
      let crops = try settings.boolean("crop_to_aspect_ratio", default: false)
      for key in ["pad_to_aspect_ratio", "antialias"] {
        guard try !settings.boolean(key, default: false) else {
          throw settings.refusal(
            "its setting \(key) is true", fix: "leave it at false and save the model again")
        }
      }
      // They tell what padding would be filled with.
      for key in ["fill_mode", "fill_value"] { _ = settings.value(key) }
      kind = .resize(interpolation, cropsToAspectRatio: crops)
    }
  }

  private static func randomCrop(_ settings: LayerSettings) throws(KerasError) -> Kind {
    guard let version = settings.version, version.major >= 3 else {
      return .resize(.bilinear, cropsToAspectRatio: true)
    }
    guard version.minor >= 15 || version.major > 3 else {
      throw settings.refusal(
        "what RandomCrop does at inference differs between versions of Keras 3",
        fix: "use CenterCrop or Resizing, or save the model with Keras 3.15 or later")
    }
    return .identity
  }

  func layers(for inputs: [Shape], weights: [Tensor]) throws(LayerMisfit) -> [any Layer] {
    try making { () throws(NeuralNetworkError) -> [any Layer] in
      switch kind {
      case .resize(let interpolation, let crops):
        [
          try Resizing(
            height: height, width: width, interpolation: interpolation, cropToAspectRatio: crops)
        ]
      case .centerCrop: [try CenterCrop(height: height, width: width)]
      case .identity: []
      }
    }
  }
}
