/// Where the values of a graph lie in one block of memory, so that values that are never needed at
/// the same time share room.
///
/// Every value lives from the step that writes it to the last step that reads it. Values are placed
/// from the largest to the smallest, each at the lowest place that is free during its whole life.
struct MemoryPlan: Sendable, Equatable {
  /// A value as far as memory is concerned.
  struct Value: Sendable, Equatable {
    /// Floats it takes.
    let count: Int
    /// The step that writes it; −1 for inputs.
    let firstStep: Int
    /// The last step that reads it; the number of steps for outputs.
    let lastStep: Int
    /// An earlier value whose room it takes over: written in place.
    let replaces: Int?
  }

  /// Start of each value, in floats; a multiple of `alignment`.
  let offsets: [Int]
  /// Floats in all; `Int.max` where it does not fit an `Int`.
  let count: Int

  /// Floats to a cache line of 64 bytes.
  static let alignment = 16

  init(values: [Value]) {
    // A value written in place and what it replaces are one region with one life.
    var regionOf: [Int] = []
    var regions: [Region] = []
    for value in values {
      let size = value.count.roundedUp(toMultipleOf: Self.alignment)
      if let replaced = value.replaces {
        let region = regionOf[replaced]
        regions[region].lastStep = max(regions[region].lastStep, value.lastStep)
        regions[region].size = max(regions[region].size, size)
        regionOf.append(region)
      } else {
        regionOf.append(regions.count)
        regions.append(Region(size: size, firstStep: value.firstStep, lastStep: value.lastStep))
      }
    }
    let order = regions.indices.sorted {
      (regions[$1].size, $0) < (regions[$0].size, $1)
    }
    var placed: [Region] = []
    for index in order {
      let start = Self.lowestStart(for: regions[index], among: placed)
      regions[index].start = start
      placed.append(regions[index])
    }
    offsets = regionOf.map { regions[$0].start }
    count = regions.map { [$0.start, $0.size].saturatingSum }.max() ?? 0
  }

  private struct Region {
    var size: Int
    let firstStep: Int
    var lastStep: Int
    var start = 0

    func meets(_ other: Region) -> Bool {
      firstStep <= other.lastStep && other.firstStep <= lastStep
    }
  }

  private static func lowestStart(for region: Region, among placed: [Region]) -> Int {
    var start = 0
    for other in placed.filter(region.meets).sorted(by: { $0.start < $1.start }) {
      if [start, region.size].saturatingSum <= other.start { break }
      start = max(start, [other.start, other.size].saturatingSum)
    }
    return start
  }
}

extension Int {
  /// The next multiple, or `Int.max` where it would overflow.
  func roundedUp(toMultipleOf unit: Int) -> Int {
    self > .max - unit ? .max : (self + unit - 1) / unit * unit
  }
}
