/// A boosted cascade of Haar features or local binary patterns, read from OpenCV's XML: the format
/// of `opencv_traincascade` or the older one of haartraining.
///
/// A window passes if it passes all stages in turn. A stage sums one leaf of each of its trees and
/// passes if the sum reaches its threshold.
public struct CascadeClassifier: Sendable, Equatable {
  /// One stage: trees whose leaves are summed, in this order, in `Double`.
  public struct Stage: Sendable, Equatable {
    /// The least sum that passes: the threshold in the file minus 1e-5, in `Float` arithmetic.
    public let threshold: Float
    /// The weak classifiers.
    public let trees: [Tree]
  }

  /// One weak classifier: a binary decision tree; a stump if it has one node.
  public struct Tree: Sendable, Equatable {
    /// The inner nodes; the root is the first.
    public let nodes: [Node]
    /// The values of the leaves; one more than nodes.
    public let leaves: [Float]
  }

  /// An inner node: left if the test holds.
  public struct Node: Sendable, Equatable {
    /// The index of the feature in ``CascadeClassifier/features``.
    public let feature: Int
    /// What is asked of the feature.
    public let test: Test
    /// Where to go if the test holds.
    public let left: Child
    /// Where to go otherwise.
    public let right: Child
  }

  /// What a node asks of its feature.
  public enum Test: Sendable, Equatable {
    /// Whether the normalised value of a Haar feature is less than this.
    case isLess(Float)
    /// Whether a local binary pattern is one of these codes.
    case isAmong(CodeSet)
  }

  /// Where a branch leads.
  public enum Child: Sendable, Equatable {
    /// To another node, which comes later in ``Tree/nodes``.
    case node(Int)
    /// To a leaf in ``Tree/leaves``.
    case leaf(Int)
  }

  /// What the nodes look at: features of one kind.
  public enum Features: Sendable, Equatable {
    case haar([HaarFeature])
    case localBinaryPatterns([LocalBinaryPattern])

    /// How many there are.
    public var count: Int {
      switch self {
      case .haar(let features): features.count
      case .localBinaryPatterns(let patterns): patterns.count
      }
    }
  }

  /// A weighted sum of rectangles of pixels.
  public struct HaarFeature: Sendable, Equatable {
    /// One to three rectangles inside the window.
    public let rectangles: [WeightedRectangle]
    /// Whether the rectangles are turned by 45°: from the corner (x, y), `width` runs to the lower
    /// right and `height` to the lower left.
    public let isTilted: Bool
  }

  /// A rectangle of a feature and its weight.
  public struct WeightedRectangle: Sendable, Equatable {
    /// Column and row relative to the window, and extent.
    public let x, y, width, height: Int
    /// The factor of the sum of the pixels.
    public let weight: Float
  }

  /// The number of columns of the window at scale 1.
  public let windowWidth: Int
  /// The number of rows of the window at scale 1.
  public let windowHeight: Int
  /// The stages in the order in which they are evaluated.
  public let stages: [Stage]
  /// The features that the nodes name.
  public let features: Features
}
