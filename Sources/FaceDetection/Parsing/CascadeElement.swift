/// The elements of a cascade file that mean something here, by the path to them.
enum CascadeElement: Equatable {
  case storage
  case cascade
  case stageType
  case featureType
  case width
  case height
  case featureParameters
  case categoryCount
  case stages
  case stage
  case stageThreshold
  case trees
  case tree
  case internalNodes
  case leafValues
  case features
  case feature
  case rectangles
  case rectangle
  case tilted
  /// What only the format of the older haartraining has.
  case oldFormat
  /// Everything else, and what is inside of it; OpenCV does not look at it either.
  case ignored

  /// The element of a given name inside this one.
  func child(named name: String) -> CascadeElement {
    switch (self, name) {
    case (.cascade, "stageType"): .stageType
    case (.cascade, "featureType"): .featureType
    case (.cascade, "width"): .width
    case (.cascade, "height"): .height
    case (.cascade, "featureParams"): .featureParameters
    case (.cascade, "stages"): .stages
    case (.cascade, "features"): .features
    case (.cascade, "size"): .oldFormat
    case (.featureParameters, "maxCatCount"): .categoryCount
    case (.stages, "_"): .stage
    case (.stage, "stageThreshold"): .stageThreshold
    case (.stage, "weakClassifiers"): .trees
    case (.stage, "trees"): .oldFormat
    case (.trees, "_"): .tree
    case (.tree, "internalNodes"): .internalNodes
    case (.tree, "leafValues"): .leafValues
    case (.features, "_"): .feature
    case (.feature, "rects"): .rectangles
    case (.feature, "tilted"): .tilted
    case (.rectangles, "_"): .rectangle
    default: .ignored
    }
  }

  /// Whether the element holds text that is read.
  var holdsText: Bool {
    switch self {
    case .stageType, .featureType, .width, .height, .categoryCount, .stageThreshold,
      .internalNodes, .leafValues, .rectangle, .tilted:
      true
    default: false
    }
  }
}
