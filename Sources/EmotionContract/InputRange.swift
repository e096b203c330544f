/// How the gray values 0…255 of a face become a model's input.
public enum InputRange: Sendable, Equatable {
  /// p / 255, the replaced system's.
  case zeroToOne
  /// p / 127.5 − 1
  case minusOneToOne
  /// p
  case bytes
  /// (p − mean) / deviation, one pair for all channels or one for each.
  case standardized(mean: [Float], deviation: [Float])
  /// (p − mean) / max(deviation, 1/√n) with the mean and deviation of the face's own n pixels, as
  /// `tf.image.per_image_standardization`.
  case standardizedPerImage

  /// The values of one channel.
  ///
  /// - Parameter channel: which one, where channels differ.
  public func values(of pixels: [UInt8], channel: Int) -> [Float] {
    switch self {
    case .zeroToOne: return pixels.map { Float($0) / 255 }
    case .minusOneToOne: return pixels.map { Float($0) / 127.5 - 1 }
    case .bytes: return pixels.map { Float($0) }
    case .standardized(let mean, let deviation):
      let (mean, deviation) = (mean[channel % mean.count], deviation[channel % deviation.count])
      return pixels.map { (Float($0) - mean) / deviation }
    case .standardizedPerImage:
      let count = Double(max(1, pixels.count))
      let mean = pixels.reduce(0.0) { $0 + Double($1) } / count
      let variance = pixels.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
      let deviation = max(variance.squareRoot(), 1 / count.squareRoot())
      return pixels.map { Float((Double($0) - mean) / deviation) }
    }
  }
}

extension InputRange: Codable {
  /// - Throws: `DecodingError` for other texts than `description` gives.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let range = InputRange(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(text) is no input range")
    }
    self = range
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension InputRange: CustomStringConvertible {
  /// As options and sidecars write it: `0...1`, `-1...1`, `0...255`, `MEAN:DEVIATION` with commas
  /// between channels, `per-image`.
  public var description: String {
    switch self {
    case .zeroToOne: return "0...1"
    case .minusOneToOne: return "-1...1"
    case .bytes: return "0...255"
    case .standardized(let mean, let deviation):
      return mean.map { "\($0)" }.joined(separator: ",") + ":"
        + deviation.map { "\($0)" }.joined(separator: ",")
    case .standardizedPerImage: return "per-image"
    }
  }

  /// Returns nil for other texts, and for deviations that are not positive.
  public init?(_ text: String) {
    switch text {
    case "0...1": self = .zeroToOne
    case "-1...1": self = .minusOneToOne
    case "0...255": self = .bytes
    case "per-image": self = .standardizedPerImage
    default:
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let mean = InputRange.numbers(parts[0]),
        let deviation = InputRange.numbers(parts[1])
      else { return nil }
      self.init(mean: mean, deviation: deviation)
    }
  }

  /// Returns nil unless there is one pair, or one for each of three channels, with positive
  /// deviations.
  public init?(mean: [Float], deviation: [Float]) {
    guard [1, 3].contains(mean.count), deviation.count == mean.count,
      mean.allSatisfy(\.isFinite), deviation.allSatisfy({ $0.isFinite && $0 > 0 })
    else { return nil }
    self = .standardized(mean: mean, deviation: deviation)
  }

  private static func numbers(_ text: Substring) -> [Float]? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Float($0) }
    return numbers.count == parts.count ? numbers : nil
  }

  /// Which texts there are, for errors.
  static let forms = "0...1, -1...1, 0...255, MEAN:DEVIATION (of values 0…255) or per-image"
}
