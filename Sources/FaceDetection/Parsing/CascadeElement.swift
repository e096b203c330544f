import Glibc

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

  /// The element of a given name, which ends in a zero byte, inside this one.
  func child(named name: UnsafePointer<CChar>) -> CascadeElement {
    func isNamed(_ other: StaticString) -> Bool {
      strcmp(name, UnsafeRawPointer(other.utf8Start).assumingMemoryBound(to: CChar.self)) == 0
    }
    switch self {
    case .cascade:
      if isNamed("stageType") { return .stageType }
      if isNamed("featureType") { return .featureType }
      if isNamed("width") { return .width }
      if isNamed("height") { return .height }
      if isNamed("featureParams") { return .featureParameters }
      if isNamed("stages") { return .stages }
      if isNamed("features") { return .features }
      if isNamed("size") { return .oldFormat }
    case .featureParameters:
      if isNamed("maxCatCount") { return .categoryCount }
    case .stages:
      if isNamed("_") { return .stage }
    case .stage:
      if isNamed("stageThreshold") { return .stageThreshold }
      if isNamed("weakClassifiers") { return .trees }
      if isNamed("trees") { return .oldFormat }
    case .trees:
      if isNamed("_") { return .tree }
    case .tree:
      if isNamed("internalNodes") { return .internalNodes }
      if isNamed("leafValues") { return .leafValues }
    case .features:
      if isNamed("_") { return .feature }
    case .feature:
      if isNamed("rects") { return .rectangles }
      if isNamed("tilted") { return .tilted }
    case .rectangles:
      if isNamed("_") { return .rectangle }
    default: break
    }
    return .ignored
  }

  /// What errors call an element that may be wrong.
  var name: String {
    switch self {
    case .featureParameters: "featureParams"
    case .categoryCount: "maxCatCount"
    case .stage: "stages/_"
    case .trees: "weakClassifiers"
    case .tree: "weakClassifiers/_"
    case .feature: "features/_"
    case .rectangles: "rects"
    case .rectangle: "rects/_"
    default: "\(self)"
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
