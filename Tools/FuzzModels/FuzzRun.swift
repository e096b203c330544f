import Glibc
import IsolatedKeras
import Isolation
import Keras

/// Changes bytes of model files and reads each through a process apart: the reader may die of a
/// file, the program that asked may not, and nothing may hang or take much memory.
struct FuzzRun {
  /// A model file as it was.
  struct Original {
    let name: String
    let bytes: [UInt8]
  }

  let originals: [Original]
  /// Each file is a function of this and of its number.
  let seed: UInt64
  let loader: IsolatedLoader
  /// Where each changed file is written, one after the other.
  let path: String
  /// Bytes of memory that the process of a file may hold.
  var memory = 512 << 20

  /// Reads the files of a range of numbers.
  func run(_ numbers: Range<Int>, into tally: inout FuzzTally) throws {
    for number in numbers {
      var generator = SplitMix(seed: seed &+ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
      let original = originals[Int.random(in: originals.indices, using: &generator)]
      let bytes = Self.changed(original.bytes, using: &generator)
      try write(bytes)
      let start = ContinuousClock.now
      let verdict = number.isMultiple(of: 2) ? inspect() : load()
      tally.note(
        verdict, label: "\(original.name), number \(number)", time: ContinuousClock.now - start,
        memory: memory)
    }
  }

  /// As h5inspect does, with all that it can be asked for; and the model is made of what comes.
  private func inspect() -> FuzzVerdict {
    let result = loader.inspect(path, wishes: [.plan, .objects, .model])
    var verdict = FuzzVerdict(result.failure, otherwise: "\(result.report.verdict)")
    verdict.peakMemory = result.peakMemory
    if let pack = result.pack {
      do {
        let packed = try PackedModel(bytes: pack, name: path)
        try packed.checkData()
        _ = try KerasModel(packed)
      } catch {
        verdict.failure = "not read back: \(error)"
      }
    }
    return verdict
  }

  /// As a program does that wants the model alone.
  private func load() -> FuzzVerdict {
    do throws(LoadingFailure) {
      var verdict = FuzzVerdict(nil, otherwise: "runs")
      verdict.peakMemory = try loader.load(path).peakMemory
      return verdict
    } catch {
      return FuzzVerdict(error.isolation, otherwise: "refused")
    }
  }

  private func write(_ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Unwritable(path: path) }
    defer { close(descriptor) }
    guard
      bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count
    else { throw Unwritable(path: path) }
  }

  /// The file system is full, or it is not ours.
  struct Unwritable: Error {
    let path: String
  }

  /// One to eight bytes differ, half of the time near the start, where the structure lies; now and
  /// then the end is missing.
  private static func changed(_ bytes: [UInt8], using generator: inout SplitMix) -> [UInt8] {
    var bytes = bytes
    guard bytes.count > 8 else { return bytes }
    for _ in 0..<Int.random(in: 1...8, using: &generator) {
      let end = Bool.random(using: &generator) ? min(4096, bytes.count) : bytes.count
      let position = Int.random(in: 0..<end, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[position] = UInt8.random(in: 0...255, using: &generator)
      default: bytes[position] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
      }
    }
    if Int.random(in: 0..<32, using: &generator) == 0 {
      bytes.removeLast(Int.random(in: 1..<bytes.count, using: &generator))
    }
    return bytes
  }
}

/// A small generator whose numbers are the same everywhere.
private struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}
