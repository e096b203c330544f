import Testing

@Suite("What the programs load")
struct LinkedLibrariesTests {
  /// File names of all libraries that the loader loads for a program, those that libraries need
  /// included. The loader prints them instead of starting the program (ld.so(8)).
  private func libraries(of name: String) throws -> [String] {
    let outcome = try Executable(name: name).run([], variables: ["LD_TRACE_LOADED_OBJECTS": "1"])
    return outcome.output.split(separator: "\n").compactMap { line in
      line.split(whereSeparator: \.isWhitespace).first?.split(separator: "/").last.map(String.init)
    }
  }

  private static let engine = ["libav", "libsw", "libopenblas", "libhdf5", "libexpat"]

  private func ofEngine(_ libraries: [String]) -> [String] {
    // Swift's own begin like libswscale's.
    libraries.filter { library in
      !library.hasPrefix("libswift") && Self.engine.contains { library.hasPrefix($0) }
    }
  }

  @Test("mien loads nothing of the engine")
  func mien() throws {
    let libraries = try libraries(of: "mien")
    #expect(libraries.contains { $0.hasPrefix("libc.so") })
    #expect(ofEngine(libraries).isEmpty)
  }

  @Test("mien-worker has the engine")
  func worker() throws {
    let libraries = ofEngine(try libraries(of: "mien-worker"))
    for name in ["libavformat", "libopenblas", "libexpat"] {
      #expect(libraries.contains { $0.hasPrefix(name) }, "\(name)")
    }
  }
}
