/// What a model file must be to classify faces, and what nothing in the file tells: the order of
/// its classes and the range of its input.
public struct ModelContract: Sendable, Equatable {
  /// What each output is, in their order. Classes that are missing are never seen.
  public var labels: [Emotion]
  /// How gray values become input.
  public var inputRange: InputRange
  /// Rows and columns of the face that the model takes.
  public var height: Int
  public var width: Int
  /// 1, or 3 for models of colour images, which are given the gray values three times.
  public var channels: Int
  /// Whether a face's probabilities are the mean of its own and of its mirror image's.
  public var averagesMirrored = false

  /// The contract of the replaced system: (48, 48, 1), 0…1, angry, disgust, fear, happy, sad,
  /// surprise, neutral.
  public static let standard = ModelContract(
    labels: Emotion.allCases, inputRange: .zeroToOne, height: 48, width: 48, channels: 1)

  /// The order that Keras gives classes whose images lie in folders of these names.
  public static let alphabeticalLabels: [Emotion] = [
    .angry, .disgust, .fear, .happy, .neutral, .sad, .surprise,
  ]

  /// The contract with what is declared otherwise; of several declarations the last counts.
  public func declared(_ declaration: ModelDeclaration) -> ModelContract {
    ModelContract(
      labels: declaration.labels ?? labels, inputRange: declaration.inputRange ?? inputRange,
      height: declaration.size?.height ?? height, width: declaration.size?.width ?? width,
      channels: declaration.channels ?? channels,
      averagesMirrored: declaration.averagesMirrored ?? averagesMirrored)
  }

  /// The extents of one sample of the model's input, with the channels first where the file has
  /// them so.
  ///
  /// - Parameters:
  ///   - inputs: extents of one sample of each input of the model, nil where free.
  ///   - outputs: likewise of each output.
  /// - Throws: `ContractMismatch`.
  public func inputShape(
    inputs: [[Int?]], outputs: [[Int?]]
  ) throws(ContractMismatch) -> [Int] {
    guard inputs.count == 1, outputs.count == 1 else {
      throw ContractMismatch(
        found: "\(inputs.count) inputs and \(outputs.count) outputs", expected: "one of each")
    }
    let expected = [height, width, channels]
    let isFitting = Self.accepts(inputs[0], expected)
    let channelsFirst = [channels, height, width]
    guard isFitting || Self.accepts(inputs[0], channelsFirst) else {
      throw ContractMismatch(
        found: "input \(Self.text(inputs[0]))", expected: "input \(Self.text(expected))")
    }
    if case .standardized(let mean, _) = inputRange, mean.count > 1, mean.count != channels {
      throw ContractMismatch(
        found: "an input range for \(mean.count) channels", expected: "one for \(channels)")
    }
    try check(output: outputs[0])
    return isFitting ? expected : channelsFirst
  }

  /// - Throws: `ContractMismatch` unless there is one value for each label.
  public func check(output: [Int?]) throws(ContractMismatch) {
    let extents = output.filter { $0 != 1 }
    guard extents == [labels.count] || extents == [nil] else {
      throw ContractMismatch(
        found: "output \(Self.text(output))",
        expected: "output (\(labels.count)): one probability for each of "
          + labels.map(\.rawValue).joined(separator: ", "))
    }
  }

  private static func accepts(_ found: [Int?], _ expected: [Int]) -> Bool {
    found.count == expected.count && zip(found, expected).allSatisfy { $0 == nil || $0 == $1 }
  }

  private static func text(_ dimensions: [Int?]) -> String {
    "(" + dimensions.map { $0.map { String($0) } ?? "any" }.joined(separator: ", ") + ")"
  }
}

/// In what a model file is not what the contract asks for.
public struct ContractMismatch: Error, Sendable, Equatable, CustomStringConvertible {
  public let found: String
  public let expected: String

  /// What was found and what was expected.
  public init(found: String, expected: String) {
    self.found = found
    self.expected = expected
  }

  /// Both in one sentence, with what to do.
  public var description: String {
    "found \(found), expected \(expected); declare what the model takes in a sidecar, or train it "
      + "for this input"
  }
}
