/// A boosted cascade of Haar features, read from OpenCV's XML (`opencv_traincascade`'s format).
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

  /// An inner node: left if the normalised value of the feature is less than the threshold.
  public struct Node: Sendable, Equatable {
    /// The index of the feature in ``CascadeClassifier/features``.
    public let feature: Int
    /// What the feature's value is compared with.
    public let threshold: Float
    /// Where to go if the value is less than the threshold.
    public let left: Child
    /// Where to go otherwise.
    public let right: Child
  }

  /// Where a branch leads.
  public enum Child: Sendable, Equatable {
    /// To another node, which comes later in ``Tree/nodes``.
    case node(Int)
    /// To a leaf in ``Tree/leaves``.
    case leaf(Int)
  }

  /// A weighted sum of upright rectangles of pixels.
  public struct Feature: Sendable, Equatable {
    /// One to three rectangles inside the window.
    public let rectangles: [WeightedRectangle]
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
  public let features: [Feature]
}
