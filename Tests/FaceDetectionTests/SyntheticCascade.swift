/// Small cascades as text, whole or with one mistake.
struct SyntheticCascade {
  struct Tree {
    var nodes: String
    var leaves: String
  }

  var head = ""
  var stageType: String? = "BOOST"
  var featureType: String? = "HAAR"
  var width: String? = "24"
  var height: String? = "24"
  var categories: String? = "0"
  var threshold: String? = "0.5"
  var trees = [Tree(nodes: "0 -1 0 1.5e-2", leaves: "-1. 1.")]
  /// For each feature its rectangles.
  var features = [["6 4 12 9 -1.", "6 7 12 3 3."]]
  var tilted: String?
  /// What stands inside the cascade besides.
  var more = ""

  var text: String {
    func element(_ name: String, _ text: String?) -> String {
      text.map { "<\(name)>\($0)</\(name)>\n" } ?? ""
    }
    let trees = trees.map { tree in
      element(
        "_", element("internalNodes", tree.nodes) + element("leafValues", tree.leaves))
    }
    let features = features.map { rectangles in
      element(
        "_",
        element("rects", rectangles.map { element("_", $0) }.joined()) + element("tilted", tilted))
    }
    return "<?xml version=\"1.0\"?>\n\(head)<opencv_storage>\n<cascade>\n"
      + element("stageType", stageType) + element("featureType", featureType)
      + element("height", height) + element("width", width)
      + element("featureParams", element("maxCatCount", categories))
      + element(
        "stages",
        element(
          "_",
          element("stageThreshold", threshold)
            + element("weakClassifiers", trees.joined())))
      + element("features", features.joined()) + more + "</cascade>\n</opencv_storage>\n"
  }

  var bytes: [UInt8] { Array(text.utf8) }
}
