import Keras
import NeuralNetwork

/// Silero's voice activity detector for 16 kHz, as two Keras files: the encoder with the products
/// of the LSTM cell, and the last layer (models/README.md). Immutable and shared by threads.
public struct VoiceActivityModel: Sendable {
  let cell: Plan
  let output: Plan

  static let frames = 4
  static let bins = 129
  static let units = 128

  /// The files' names.
  public static let cellName = "silero_cell.h5"
  public static let outputName = "silero_out.h5"

  /// - Throws: `SpeechError` when a file cannot be read or is another network.
  public init(cellPath: String, outputPath: String) throws(SpeechError) {
    cell = try Self.plan(
      cellPath, inputs: [Shape([Self.frames, 1, Self.bins]), Shape([Self.units])],
      output: Shape([4 * Self.units]))
    output = try Self.plan(outputPath, inputs: [Shape([Self.units])], output: Shape([1]))
  }

  /// Reads both files from a folder.
  public init(folder: String) throws(SpeechError) {
    try self.init(
      cellPath: folder + "/" + Self.cellName, outputPath: folder + "/" + Self.outputName)
  }

  private static func plan(
    _ path: String, inputs: [Shape], output: Shape
  ) throws(SpeechError) -> Plan {
    let model: KerasModel
    do { model = try KerasModel(contentsOf: path) } catch {
      throw .unreadableModel(path: path, error)
    }
    let expected = "inputs \(inputs) and output \(output)"
    let plan: Plan
    do {
      plan = try Plan(model.graph.optimized(), inputShapes: inputs, maximumBatch: 1)
    } catch {
      throw .modelContract(path: path, found: error.description, expected: expected)
    }
    guard plan.outputShapes == [output] else {
      throw .modelContract(path: path, found: "outputs \(plan.outputShapes)", expected: expected)
    }
    return plan
  }
}
