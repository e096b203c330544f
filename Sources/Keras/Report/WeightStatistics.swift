/// What the values of one stored weight are like.
public struct WeightStatistics: Sendable, Codable, Equatable {
  /// The path of the dataset in the file.
  public let path: String
  /// Extents; empty for a scalar.
  public let dimensions: [Int]
  /// The type in which it is stored, for instance `float32`.
  public let storedType: String
  /// The smallest and largest finite values and their mean and standard deviation (of the whole,
  /// not of a sample); nil when no value is finite.
  public let minimum: Float?
  public let maximum: Float?
  public let mean: Double?
  public let standardDeviation: Double?
  /// How many values are zero.
  public let zeros: Int
  /// How many are not a number.
  public let notANumber: Int
  /// How many are infinite.
  public let infinite: Int

  /// Number of values.
  public var count: Int { dimensions.reduce(1, *) }
}

extension WeightStatistics {
  init(path: String, dimensions: [Int], storedType: String, values: [Float]) {
    var range: (Float, Float)?
    var (sum, zeros, notANumber, infinite) = (0.0, 0, 0, 0)
    for value in values {
      guard value.isFinite else {
        if value.isNaN { notANumber += 1 } else { infinite += 1 }
        continue
      }
      if value == 0 { zeros += 1 }
      range = range.map { (min($0.0, value), max($0.1, value)) } ?? (value, value)
      sum += Double(value)
    }
    let finite = Double(values.count - notANumber - infinite)
    let mean = sum / max(finite, 1)
    // In a second pass: the difference of large squares would lose all digits.
    let squares = values.reduce(0.0) { squares, value in
      let difference = Double(value) - mean
      return value.isFinite ? squares + difference * difference : squares
    }
    self.path = path
    self.dimensions = dimensions
    self.storedType = storedType
    minimum = range?.0
    maximum = range?.1
    self.mean = range == nil ? nil : mean
    standardDeviation = range == nil ? nil : (squares / finite).squareRoot()
    self.zeros = zeros
    self.notANumber = notANumber
    self.infinite = infinite
  }
}
