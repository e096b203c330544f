/// Collects a cascade from the events of an XML reader.
///
/// It checks what it can while elements come; ``CascadeParser/classifier()`` checks what needs the
/// whole file. The numbers of all elements are kept in one array, of which elements have ranges.
struct CascadeParser {
  struct RawTree {
    let line: Int
    var internalNodes: Range<Int>?
    var leafValues: Range<Int>?
    /// What the tree has in the older format instead.
    var nodes: [RawNode] = []
  }

  /// A node of the older format; each has a feature of its own, in the order of the file.
  struct RawNode {
    let line: Int
    var feature: Int?
    var threshold: Float?
    var left: RawChild?
    var right: RawChild?
  }

  enum RawChild {
    case leaf(Float)
    case node(Double)
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
    /// Where its rectangles are among those of all features.
    var rectangles: Range<Int>
    var isTilted = false
    /// The first cell of a local binary pattern, which has no rectangles.
    var cell: RawRectangle?
  }

  struct RawRectangle {
    let line: Int
    let numbers: Range<Int>
  }

  struct Open {
    let element: CascadeElement
    let line: Int

    var name: String { element.name }
  }

  let file: String
  var cascadeLine = 1
  var stageType: CascadeText?
  var featureType: CascadeText?
  var width: Int?
  var height: Int?
  /// The size of the window in the older format.
  var windowSize: CascadeText?
  var categoryCount: CascadeText?
  var hasStages = false
  var stages: [RawStage] = []
  var hasFeatures = false
  var features: [RawFeature] = []
  var rectangles: [RawRectangle] = []
  var numbers: [Double] = []

  private var open: [Open] = []
  private var text: [UInt8] = []
  private var hasCascade = false
  private var treeCount = 0
  private var nodeCount = 0

  init(file: String) {
    self.file = file
  }

  /// An element begins; its name ends in a zero byte.
  mutating func start(_ name: UnsafePointer<CChar>, line: Int) throws(CascadeError) {
    guard open.count < CascadeLimits.depth else {
      throw .limitExceeded(
        file: file, line: line, what: "levels of elements", limit: CascadeLimits.depth)
    }
    let element = try element(named: name, line: line)
    open.append(Open(element: element, line: line))
    if !text.isEmpty { text.removeAll(keepingCapacity: true) }
    var isFirst = true
    switch element {
    case .stages: isFirst = Self.mark(&hasStages)
    case .features: isFirst = Self.mark(&hasFeatures)
    case .trees: isFirst = Self.mark(&stages[stages.count - 1].hasTrees)
    case .rectangles: isFirst = Self.mark(&features[features.count - 1].hasRectangles)
    case .stage:
      try limit(stages.count, "stages", CascadeLimits.stages, line)
      stages.append(RawStage(line: line))
    case .nodeTrees: isFirst = Self.mark(&stages[stages.count - 1].hasTrees)
    case .tree, .nodeTree:
      try limit(treeCount, "trees", CascadeLimits.trees, line)
      treeCount += 1
      stages[stages.count - 1].trees.append(RawTree(line: line))
    case .feature:
      try limit(features.count, "features", CascadeLimits.features, line)
      features.append(
        RawFeature(line: line, rectangles: rectangles.count..<rectangles.count))
    case .rectangle:
      try limit(
        features[features.count - 1].rectangles.count, "rectangles in a feature",
        CascadeLimits.rectangles, line)
    case .node:
      try limit(nodeCount, "nodes", CascadeLimits.nodes, line)
      nodeCount += 1
      withLastTree { $0.nodes.append(RawNode(line: line)) }
    case .nodeFeature:
      try limit(features.count, "features", CascadeLimits.features, line)
      let number = features.count
      isFirst = withLastNode { Self.set(&$0.feature, number) }
      features.append(
        RawFeature(line: line, rectangles: rectangles.count..<rectangles.count))
    default: break
    }
    guard isFirst else { throw repeated(element.name, line) }
  }

  /// Whether the text of the element that is open is read.
  var readsText: Bool { open.last?.element.holdsText ?? false }

  /// Text inside the element that is open.
  mutating func characters(_ bytes: UnsafeRawBufferPointer) throws(CascadeError) {
    guard let current = open.last, current.element.holdsText else { return }
    guard text.count + bytes.count <= CascadeLimits.textBytes else {
      throw .limitExceeded(
        file: file, line: current.line, what: "bytes of text in <\(current.name)>",
        limit: CascadeLimits.textBytes)
    }
    text.append(contentsOf: bytes)
  }

  /// The element that is open ends.
  mutating func end() throws(CascadeError) {
    guard let current = open.popLast() else { return }
    var isFirst = true
    switch current.element {
    case .stageType: isFirst = Self.set(&stageType, text(of: current))
    case .featureType: isFirst = Self.set(&featureType, text(of: current))
    case .categoryCount: isFirst = Self.set(&categoryCount, text(of: current))
    case .width:
      isFirst = Self.set(&width, try text(of: current).integer(in: CascadeLimits.windowSide))
    case .height:
      isFirst = Self.set(&height, try text(of: current).integer(in: CascadeLimits.windowSide))
    case .stageThreshold:
      let number = try readFloat(current)
      // OpenCV subtracts this in single precision.
      isFirst = Self.set(&stages[stages.count - 1].threshold, number - Float(1e-5))
    case .internalNodes:
      let range = try readNumbers(current)
      isFirst = withLastTree { Self.set(&$0.internalNodes, range) }
    case .leafValues:
      let range = try readNumbers(current)
      guard numbers[range].allSatisfy({ Float($0).isFinite }) else { throw tooLarge(current) }
      isFirst = withLastTree { Self.set(&$0.leafValues, range) }
    case .rectangle:
      rectangles.append(RawRectangle(line: current.line, numbers: try readNumbers(current)))
      let first = features[features.count - 1].rectangles.lowerBound
      features[features.count - 1].rectangles = first..<rectangles.count
    case .tilted:
      features[features.count - 1].isTilted = try readNumber(current) != 0
    case .cell:
      let cell = RawRectangle(line: current.line, numbers: try readNumbers(current))
      isFirst = Self.set(&features[features.count - 1].cell, cell)
    case .windowSize: isFirst = Self.set(&windowSize, text(of: current))
    case .nodeThreshold:
      let threshold = try readFloat(current)
      isFirst = withLastNode { Self.set(&$0.threshold, threshold) }
    case .leftValue:
      let leaf = try readFloat(current)
      isFirst = withLastNode { Self.set(&$0.left, .leaf(leaf)) }
    case .rightValue:
      let leaf = try readFloat(current)
      isFirst = withLastNode { Self.set(&$0.right, .leaf(leaf)) }
    case .leftNode:
      let node = try readNumber(current)
      isFirst = withLastNode { Self.set(&$0.left, .node(node)) }
    case .rightNode:
      let node = try readNumber(current)
      isFirst = withLastNode { Self.set(&$0.right, .node(node)) }
    default: break
    }
    guard isFirst else { throw repeated(current.name, current.line) }
  }

  /// The text of an element that ended.
  private func text(of element: Open) -> CascadeText {
    CascadeText(file: file, line: element.line, element: element.name, bytes: text)
  }

  /// Appends the numbers of an element that ended; gives where they are.
  private mutating func readNumbers(_ element: Open) throws(CascadeError) -> Range<Int> {
    let start = numbers.count
    if let word = DecimalNumbers.append(text, to: &numbers) {
      throw text(of: element).notNumbers(word)
    }
    return start..<numbers.count
  }

  /// The only number of an element that ended.
  private mutating func readNumber(_ element: Open) throws(CascadeError) -> Double {
    guard try readNumbers(element).count == 1 else { return try text(of: element).number() }
    return numbers.removeLast()
  }

  /// The only number of an element that ended, which single precision can hold.
  private mutating func readFloat(_ element: Open) throws(CascadeError) -> Float {
    let number = Float(try readNumber(element))
    guard number.isFinite else { throw tooLarge(element) }
    return number
  }

  /// Text becomes `Double`, then `Float`, as in OpenCV; both roundings are to the nearest.
  private func tooLarge(_ element: Open) -> CascadeError {
    text(of: element).invalid(expected: "numbers of single precision", found: "a larger one")
  }

  private mutating func element(
    named name: UnsafePointer<CChar>, line: Int
  ) throws(CascadeError) -> CascadeElement {
    guard let parent = open.last else {
      let name = String(cString: name)
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

  private mutating func withLastTree<Result>(_ body: (inout RawTree) -> Result) -> Result {
    let stage = stages.count - 1
    return body(&stages[stage].trees[stages[stage].trees.count - 1])
  }

  private mutating func withLastNode(_ body: (inout RawNode) -> Bool) -> Bool {
    withLastTree { body(&$0.nodes[$0.nodes.count - 1]) }
  }

  /// Sets a flag; gives whether it was not set.
  private static func mark(_ flag: inout Bool) -> Bool {
    defer { flag = true }
    return !flag
  }

  /// Sets a value; gives whether there was none.
  private static func set<T>(_ value: inout T?, _ newValue: T) -> Bool {
    guard value == nil else { return false }
    value = newValue
    return true
  }

  private func repeated(_ name: String, _ line: Int) -> CascadeError {
    .repeatedElement(file: file, line: line, element: name)
  }

  private func limit(
    _ count: Int, _ what: String, _ limit: Int, _ line: Int
  ) throws(CascadeError) {
    guard count < limit else {
      throw .limitExceeded(file: file, line: line, what: what, limit: limit)
    }
  }
}
