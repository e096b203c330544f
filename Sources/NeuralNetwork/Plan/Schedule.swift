/// In which portions the samples of a batch go through the steps.
///
/// Early layers have large maps and few weights: a batch runs through them in portions small enough
/// for the maps to stay in cache. From the first layer whose weights outweigh its maps on, the whole
/// batch runs step by step, so that the weights are read once.
struct Schedule: Sendable, Equatable {
  /// Number of steps, from the first, that run portion by portion.
  let portionedSteps: Int
  /// Samples of a portion.
  let portion: Int
  let maximumBatch: Int

  /// What a step costs in memory, in values.
  struct Cost: Sendable, Equatable {
    let parameters: Int
    /// Inputs and output of one sample.
    let maps: Int
  }

  /// The maps that a portion may take: 1 MiB, half of the second-level cache of the processors
  /// measured.
  static let portionValues = 256 * 1024

  init(costs: [Cost], maximumBatch: Int, portionValues: Int = Schedule.portionValues) {
    self.maximumBatch = maximumBatch
    let steps = costs.firstIndex { $0.parameters > $0.maps } ?? costs.count
    let largest = costs[..<steps].map(\.maps).max() ?? 0
    let room = max(portionValues / max(largest, 1), 1)
    portionedSteps = room < maximumBatch ? steps : 0
    portion = min(room, maximumBatch)
  }

  /// The largest number of samples that a step sees at once.
  func batch(ofStep step: Int) -> Int {
    step < portionedSteps ? portion : maximumBatch
  }

  /// Portions of a full batch.
  var portions: Int { (maximumBatch - 1) / portion + 1 }
}
