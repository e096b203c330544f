import Glibc
import NeuralNetwork

/// Speech probabilities, one for each 32 ms, of a stream of 16 kHz samples by Silero's network.
///
/// Each step sees 512 new samples and the 64 before them, mirrored at the end to 640, as four
/// magnitude spectra of 256 Hann-weighted samples; the LSTM carries its state from step to step.
final class VoiceActivityDetector {
  static let hop = 512
  static let step = Double(hop) / 16_000
  private static let context = 64
  private static let frameLength = 256
  private static let frameHop = 128

  private(set) var probabilities: [Float] = []
  private let cell: Plan.Context
  private let output: Plan.Context
  private let transform: FourierTransform
  private let window = Window.periodicHann(frameLength)
  private let frames = FrameSequence(length: context + hop, hop: hop, leadingZeros: context)
  private var samples = [Float](repeating: 0, count: hop + 2 * context)
  private var magnitudes = [Float](
    repeating: 0, count: VoiceActivityModel.frames * VoiceActivityModel.bins)
  private var hidden = [Float](repeating: 0, count: VoiceActivityModel.units)
  private var memory = [Float](repeating: 0, count: VoiceActivityModel.units)
  private var pending = 0
  private var failure: NeuralNetworkError?

  init(model: VoiceActivityModel) throws(SpeechError) {
    cell = model.cell.makeContext()
    output = model.output.makeContext()
    transform = try FourierTransform(length: Self.frameLength)
  }

  /// - Parameter block: samples, which are limited to −1…1.
  func append(_ block: [Float]) throws(SpeechError) {
    pending = (pending + block.count) % Self.hop
    let limited = block.map { min(1, max(-1, $0)) }
    frames.append(limited) { step($0) }
    if let failure { throw .inference(failure.description) }
  }

  /// Fills the last step with silence.
  func finish() throws(SpeechError) {
    guard pending > 0 else { return }
    try append([Float](repeating: 0, count: Self.hop - pending))
  }

  private func step(_ input: UnsafePointer<Float>) {
    guard failure == nil else { return }
    let known = Self.context + Self.hop
    for i in 0..<known { samples[i] = input[i] }
    for i in 0..<Self.context { samples[known + i] = input[known - 2 - i] }
    spectra()
    do throws(NeuralNetworkError) {
      let gates = try cell.predict([magnitudes, hidden], batch: 1)
      update(gates[0])
      probabilities.append(try output.predict(hidden, batch: 1)[0])
    } catch {
      failure = error
    }
  }

  private func spectra() {
    magnitudes.withUnsafeMutableBufferPointer { magnitudes in
      samples.withUnsafeBufferPointer { samples in
        guard let target = magnitudes.baseAddress, let source = samples.baseAddress else { return }
        for frame in 0..<VoiceActivityModel.frames {
          transform.power(
            of: source + frame * Self.frameHop, window: window,
            into: target + frame * VoiceActivityModel.bins)
        }
      }
      for i in magnitudes.indices { magnitudes[i] = magnitudes[i].squareRoot() }
    }
  }

  /// The LSTM cell: gates in the order input, forget, cell, output.
  private func update(_ gates: [Float]) {
    let units = VoiceActivityModel.units
    for i in 0..<units {
      let input = sigmoid(gates[i])
      let forget = sigmoid(gates[units + i])
      let candidate = tanhf(gates[2 * units + i])
      let exit = sigmoid(gates[3 * units + i])
      memory[i] = forget * memory[i] + input * candidate
      hidden[i] = exit * tanhf(memory[i])
    }
  }

  private func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
}
