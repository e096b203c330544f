import Workers

/// What a program can do that has the engine linked in: a value of functions, so that this module
/// knows of no engine.
package struct LinkedEngine: Sendable {
  /// Sets up the libraries for the whole process, before threads are started.
  let prepare: @Sendable () -> Void
  /// Loads the engine into this process; tells what its user should know.
  let load: @Sendable (EngineSettings) throws -> (engine: any AnalysisEngine, warnings: [String])
  /// Does `mien bench`.
  let bench: @Sendable (BenchRequest) throws -> Void
  /// Does `mien classify`.
  let classify: @Sendable (ClassifyRequest) throws -> Void

  /// An engine that does these.
  package init(
    prepare: @escaping @Sendable () -> Void,
    load:
      @escaping @Sendable (EngineSettings) throws -> (
        engine: any AnalysisEngine, warnings: [String]
      ),
    bench: @escaping @Sendable (BenchRequest) throws -> Void,
    classify: @escaping @Sendable (ClassifyRequest) throws -> Void
  ) {
    self.prepare = prepare
    self.load = load
    self.bench = bench
    self.classify = classify
  }
}

/// What `mien bench` is asked for.
package struct BenchRequest: Sendable {
  package let engine: EngineSettings
  /// Path of the video.
  package let video: String
  /// How often each stage is run.
  package let runs: Int
  /// Whether the report is JSON.
  package let isJSON: Bool
}

/// What `mien classify` is asked for.
package struct ClassifyRequest: Sendable {
  package let engine: EngineSettings
  /// Path of the pictures, a file of NumPy.
  package let faces: String
}
