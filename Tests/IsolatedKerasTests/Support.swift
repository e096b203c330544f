import Foundation
import IsolatedKeras

/// Files that the tests read, and the program that reads them.
enum Support {
  static let fixtures = Bundle.module.bundlePath + "/Fixtures"

  /// The models beside the tests of `Keras`.
  static let models = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("KerasTests/Fixtures").path

  /// The model of the checkout.
  static let shippedModel = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("models/emotion_detction_model.h5").path

  /// The built h5inspect lies beside the test bundle.
  static var loader: IsolatedLoader {
    IsolatedLoader(
      program: URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appendingPathComponent("h5inspect").path)
  }

  /// The files of a folder with one of the endings.
  static func files(in folder: String, endings: [String]) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { name in endings.contains { name.hasSuffix($0) } }
      .map { folder + "/" + $0 }
  }

  /// Calls `body` with the path of a temporary file of these bytes.
  static func withFile<Result>(
    _ bytes: [UInt8], ending: String = ".h5", _ body: (String) throws -> Result
  ) throws -> Result {
    let path = NSTemporaryDirectory() + "mien-test-\(UUID().uuidString)\(ending)"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { unlink(path) }
    return try body(path)
  }

  /// The least bound that can be told from outside: the kernel counts as a child's peak what the
  /// parent held when it started it, and a run of the whole suite holds more than some bounds.
  static func visibleMemory(_ bound: Int) -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return max(bound, usage.ru_maxrss * 1024)
  }
}
