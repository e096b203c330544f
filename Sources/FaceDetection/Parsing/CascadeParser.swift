/// Collects a cascade from the events of an XML reader.
///
/// A class because the C library that calls it carries a reference. It checks what it can while
/// elements come; ``CascadeParser/classifier()`` checks what needs the whole file.
final class CascadeParser {
  struct RawTree {
    let line: Int
    var internalNodes: [Double]?
    var leafValues: [Float]?
  }

  struct RawStage {
    let line: Int
    var threshold: Float?
    var hasTrees = false
    var trees: [RawTree] = []
  }

  struct RawFeature {
    let line: Int
    var hasRectangles = false
    var rectangles: [RawRectangle] = []
    var isTilted = false
  }

  struct RawRectangle {
    let line: Int
    let numbers: [Double]
  }

  struct Open {
    let element: CascadeElement
    let name: String
    let line: Int
  }

  let file: String
  var cascadeLine = 1
  var stageType: CascadeText?
  var featureType: CascadeText?
  var width: Int?
  var height: Int?
  var categoryCount: CascadeText?
  var hasStages = false
  var stages: [RawStage] = []
  var hasFeatures = false
  var features: [RawFeature] = []

  private var open: [Open] = []
  private var text: [UInt8] = []
  private var hasCascade = false
  private var treeCount = 0

  init(file: String) {
    self.file = file
  }

  /// An element begins.
  func start(_ name: String, line: Int) throws(CascadeError) {
    guard open.count < CascadeLimits.depth else {
      throw .limitExceeded(
        file: file, line: line, what: "levels of elements", limit: CascadeLimits.depth)
    }
    let element = try element(named: name, line: line)
    open.append(Open(element: element, name: name, line: line))
    text.removeAll(keepingCapacity: true)
    switch element {
    case .stages: try once(&hasStages, name, line)
    case .features: try once(&hasFeatures, name, line)
    case .trees: try once(&stages[stages.count - 1].hasTrees, name, line)
    case .rectangles: try once(&features[features.count - 1].hasRectangles, name, line)
    case .stage:
      try limit(stages.count, "stages", CascadeLimits.stages, line)
      stages.append(RawStage(line: line))
    case .tree:
      try limit(treeCount, "trees", CascadeLimits.trees, line)
      treeCount += 1
      stages[stages.count - 1].trees.append(RawTree(line: line))
    case .feature:
      try limit(features.count, "features", CascadeLimits.features, line)
      features.append(RawFeature(line: line))
    case .rectangle:
      try limit(
        features[features.count - 1].rectangles.count, "rectangles in a feature",
        CascadeLimits.rectangles, line)
    case .oldFormat:
      throw .unsupported(
        file: file, line: line, element: name, found: "the old format of haartraining",
        supported: "the new format of opencv_traincascade, with <stageType>")
    default: break
    }
  }

  /// Text inside the element that is open.
  func characters(_ bytes: UnsafeBufferPointer<UInt8>) throws(CascadeError) {
    guard let current = open.last, current.element.holdsText else { return }
    guard text.count + bytes.count <= CascadeLimits.textBytes else {
      throw .limitExceeded(
        file: file, line: current.line, what: "bytes of text in <\(current.name)>",
        limit: CascadeLimits.textBytes)
    }
    text.append(contentsOf: bytes)
  }

  /// The element that is open ends.
  func end() throws(CascadeError) {
    guard let current = open.popLast() else { return }
    let text = CascadeText(
      file: file, line: current.line, element: current.name, bytes: self.text[...])
    switch current.element {
    case .stageType: try set(&stageType, text, text)
    case .featureType: try set(&featureType, text, text)
    case .categoryCount: try set(&categoryCount, text, text)
    case .width: try set(&width, text.integer(in: CascadeLimits.windowSide), text)
    case .height: try set(&height, text.integer(in: CascadeLimits.windowSide), text)
    case .stageThreshold:
      let threshold = try single([text.number()], text)[0]
      // OpenCV subtracts this in single precision.
      try set(&stages[stages.count - 1].threshold, threshold - Float(1e-5), text)
    case .internalNodes:
      try withLastTree { (tree) throws(CascadeError) in
        try set(&tree.internalNodes, text.numbers(), text)
      }
    case .leafValues:
      try withLastTree { (tree) throws(CascadeError) in
        try set(&tree.leafValues, single(text.numbers(), text), text)
      }
    case .rectangle:
      features[features.count - 1].rectangles.append(
        RawRectangle(line: current.line, numbers: try text.numbers()))
    case .tilted:
      features[features.count - 1].isTilted = try text.number() != 0
    default: break
    }
  }

  /// Text becomes `Double`, then `Float`, as in OpenCV; both roundings are to the nearest.
  private func single(_ numbers: [Double], _ text: CascadeText) throws(CascadeError) -> [Float] {
    let floats = numbers.map { Float($0) }
    guard floats.allSatisfy(\.isFinite) else {
      throw text.invalid(expected: "numbers of single precision", found: "a larger one")
    }
    return floats
  }

  private func element(named name: String, line: Int) throws(CascadeError) -> CascadeElement {
    guard let parent = open.last else {
      guard name == "opencv_storage" else {
        throw .unsupported(
          file: file, line: line, element: name,
          found: "a document of <" + CascadeText.quoted(name) + ">",
          supported: "a document of <opencv_storage>")
      }
      return .storage
    }
    guard parent.element == .storage else { return parent.element.child(named: name) }
    // OpenCV reads the first element, whatever its name.
    guard !hasCascade else { return .ignored }
    hasCascade = true
    cascadeLine = line
    return .cascade
  }

  private func withLastTree(
    _ body: (inout RawTree) throws(CascadeError) -> Void
  ) throws(CascadeError) {
    let stage = stages.count - 1
    try body(&stages[stage].trees[stages[stage].trees.count - 1])
  }

  private func once(_ flag: inout Bool, _ name: String, _ line: Int) throws(CascadeError) {
    guard !flag else { throw .repeatedElement(file: file, line: line, element: name) }
    flag = true
  }

  private func set<T>(
    _ value: inout T?, _ newValue: T, _ text: CascadeText
  ) throws(CascadeError) {
    guard value == nil else {
      throw .repeatedElement(file: file, line: text.line, element: text.element)
    }
    value = newValue
  }

  private func limit(
    _ count: Int, _ what: String, _ limit: Int, _ line: Int
  ) throws(CascadeError) {
    guard count < limit else {
      throw .limitExceeded(file: file, line: line, what: what, limit: limit)
    }
  }
}
