import Foundation
import HDF5

/// The files beside the tests.
enum Fixture {
  static func path(_ name: String) -> String {
    Bundle.module.bundleURL.appendingPathComponent("Fixtures").appendingPathComponent(name).path
  }

  static func root(_ name: String) throws -> Group {
    try File(contentsOf: path(name)).root
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    try File.bytes(ofFile: path(name), limit: 1 << 20)
  }

  /// What the numeric datasets hold; every type stores these values exactly.
  static let values: [Float] = [0.5, -1.25, 3, 1024, -0.0078125, 2]
}

/// The error that a call throws; nil when it throws none.
func failure<Result>(_ body: () throws(HDF5Error) -> Result) -> HDF5Error? {
  do throws(HDF5Error) {
    _ = try body()
    return nil
  } catch {
    return error
  }
}
