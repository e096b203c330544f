import AnalysisResult
import FoundationEssentials
import Isolation

/// What a worker is told first, before it locks itself down.
package struct WorkerSetup: Codable, Equatable {
  package var engine: EngineSettings
  /// Bytes of address space beside what it has when the doors close.
  package var addressSpace: Int
  /// Seconds of processor time, for all its jobs together.
  package var processorSeconds: Int
  /// The process that asks; without it there is nobody to work for.
  package var parent: Int32

  package init(
    engine: EngineSettings, addressSpace: Int, processorSeconds: Int, parent: Int32
  ) {
    self.engine = engine
    self.addressSpace = addressSpace
    self.processorSeconds = processorSeconds
    self.parent = parent
  }
}

/// What a worker says of itself once, when the doors are closed.
package struct WorkerReady: Codable, Equatable {
  package var model: AnalysisReport.Model
  /// `Confinement.Measures` in force.
  package var measures: UInt32
  /// What its user should know.
  package var warnings: [String]

  package init(model: AnalysisReport.Model, measures: UInt32, warnings: [String]) {
    self.model = model
    self.measures = measures
    self.warnings = warnings
  }

  /// - Throws: `WireError`.
  package func check() throws(WireError) {
    let texts = [model.name, model.kerasVersion ?? "", model.inputRange] + warnings
    let isPlain = texts.allSatisfy {
      $0.utf8.count <= 2000
        && $0.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
    let isHexadecimal =
      model.sha256.utf8.count == 64 && model.sha256.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    let isComplete = (2...Emotion.allCases.count).contains(model.labels.count)
    guard isPlain, isHexadecimal, isComplete, Set(model.labels).count == model.labels.count,
      warnings.count <= 20
    else { throw WireError(found: "a strange model", expected: "name, digest and labels") }
  }
}

/// JSON of payloads.
package enum Payload {
  package static func encode(_ value: some Encodable) throws(WireError) -> [UInt8] {
    do { return [UInt8](try JSONEncoder().encode(value)) } catch {
      throw WireError(found: "a \(type(of: value)) that is no JSON: \(error)", expected: "numbers")
    }
  }

  package static func decode<Value: Decodable>(
    _ type: Value.Type, from message: Message
  ) throws(WireError) -> Value {
    do { return try JSONDecoder().decode(type, from: Data(message.payload)) } catch {
      throw WireError(found: "an unreadable \(message.kind)", expected: "a \(type) as JSON")
    }
  }
}

extension EngineProgress {
  /// As three bytes: the stage and thousandths.
  package var payload: [UInt8] {
    let thousandths = UInt16((share * 1000).rounded())
    return [stage.rawValue, UInt8(truncatingIfNeeded: thousandths), UInt8(thousandths >> 8)]
  }

  /// - Throws: `WireError` for other bytes than `payload` gives.
  package init(_ payload: [UInt8]) throws(WireError) {
    guard payload.count == 3, let stage = Stage(rawValue: payload[0]),
      case let thousandths = Int(payload[1]) | Int(payload[2]) << 8, thousandths <= 1000
    else { throw WireError(found: "progress \(payload)", expected: "a stage and 0…1000") }
    self.init(share: Double(thousandths) / 1000, stage: stage)
  }
}

/// The largest payloads.
package enum PayloadLimits {
  private static let small = 64 << 10

  /// What a worker awaits.
  package static let toWorker: [Message.Kind: Int] = [.setup: small, .request: small, .cancel: 0]
  /// What is awaited of a worker that starts.
  package static let starting: [Message.Kind: Int] = [.ready: small, .refused: small]
  /// What is awaited of a worker that analyses a video.
  package static func analysing(_ options: AnalysisOptions) -> [Message.Kind: Int] {
    // A sample is at most a kilobyte of numbers.
    let samples = max(0, min(options.limits.maximumSamples, 1 << 20))
    return [.progress: 3, .failure: small, .result: (1 << 20) + 1200 * samples]
  }
}
