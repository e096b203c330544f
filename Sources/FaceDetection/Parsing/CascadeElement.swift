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
  /// The first cell of a local binary pattern.
  case cell
  /// What only the older format, that of haartraining, has: the size of the window, trees as lists
  /// of nodes, and in each node its feature, its threshold, and leaves or numbers of nodes.
  case windowSize
  case nodeTrees
  case nodeTree
  case node
  case nodeFeature
  case nodeThreshold
  case leftValue
  case leftNode
  case rightValue
  case rightNode
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
      if isNamed("size") { return .windowSize }
    case .featureParameters:
      if isNamed("maxCatCount") { return .categoryCount }
    case .stages:
      if isNamed("_") { return .stage }
    case .stage:
      if isNamed("stageThreshold") { return .stageThreshold }
      if isNamed("weakClassifiers") { return .trees }
      if isNamed("stage_threshold") { return .stageThreshold }
      if isNamed("trees") { return .nodeTrees }
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
      if isNamed("rect") { return .cell }
    case .nodeTrees:
      if isNamed("_") { return .nodeTree }
    case .nodeTree:
      if isNamed("_") { return .node }
    case .node:
      if isNamed("feature") { return .nodeFeature }
      if isNamed("threshold") { return .nodeThreshold }
      if isNamed("left_val") { return .leftValue }
      if isNamed("left_node") { return .leftNode }
      if isNamed("right_val") { return .rightValue }
      if isNamed("right_node") { return .rightNode }
    case .nodeFeature:
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
    case .cell: "rect"
    case .windowSize: "size"
    case .nodeTrees: "trees"
    case .nodeTree: "trees/_"
    case .node: "trees/_/_"
    case .nodeFeature: "feature"
    case .nodeThreshold: "threshold"
    case .leftValue: "left_val"
    case .leftNode: "left_node"
    case .rightValue: "right_val"
    case .rightNode: "right_node"
    default: "\(self)"
    }
  }

  /// Whether the element holds text that is read.
  var holdsText: Bool {
    switch self {
    case .stageType, .featureType, .width, .height, .categoryCount, .stageThreshold,
      .internalNodes, .leafValues, .rectangle, .tilted, .cell, .windowSize, .nodeThreshold,
      .leftValue, .leftNode, .rightValue, .rightNode:
      true
    default: false
    }
  }
}
