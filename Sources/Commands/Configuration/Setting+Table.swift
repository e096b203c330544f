import Service

extension Setting {
  /// All settings, with the defaults of this machine.
  ///
  /// - Parameter processors: processors of the machine.
  static func all(processors: Int) -> [Setting] {
    serviceSettings(ServiceConfiguration(processors: processors)) + workerSettings + modelSettings
  }

  private static func serviceSettings(_ standard: ServiceConfiguration) -> [Setting] {
    [
      Setting(
        name: "host", kind: .text(\.host) { $0.service.host = $1 }, standard: .text(standard.host)),
      Setting(
        name: "port", kind: .integer(0...65_535, \.port) { $0.service.port = $1 },
        standard: .integer(standard.port)),
      Setting(
        name: "maximum-upload",
        kind: .integer(1...1_048_576, \.maximumUpload) { $0.service.maximumBodyBytes = $1 << 20 },
        standard: .integer(standard.maximumBodyBytes >> 20)),
      Setting(
        name: "maximum-connections",
        kind: .integer(1...100_000, \.maximumConnections) { $0.service.maximumConnections = $1 },
        standard: .integer(standard.maximumConnections)),
      Setting(
        name: "maximum-connections-per-address",
        kind: .integer(1...100_000, \.maximumConnectionsPerAddress) {
          $0.service.maximumConnectionsPerAddress = $1
        }),
      Setting(
        name: "maximum-stored",
        kind: .integer(1...1_048_576, \.maximumStored) {
          $0.service.maximumStoredBytes = $1 << 20
        }, standard: .integer(standard.maximumStoredBytes >> 20)),
      Setting(
        name: "jobs", kind: .integer(1...1024, \.jobs) { $0.service.maximumRunningJobs = $1 },
        standard: .integer(standard.maximumRunningJobs)),
      Setting(
        name: "queue", kind: .integer(0...100_000, \.queue) { $0.service.maximumWaitingJobs = $1 },
        standard: .integer(standard.maximumWaitingJobs)),
      Setting(
        name: "deadline",
        kind: .integer(1...86_400, \.deadline) { $0.service.analysisDeadline = .seconds($1) },
        standard: .integer(Int(standard.analysisDeadline.components.seconds))),
      Setting(
        name: "drain",
        kind: .integer(0...86_400, \.drain) { $0.service.drainDeadline = .seconds($1) },
        standard: .integer(Int(standard.drainDeadline.components.seconds))),
      Setting(
        name: "maximum-duration",
        kind: .integer(1...86_400, \.maximumDuration) {
          $0.service.limits.maximumDuration = Double($1)
        }, standard: standard.limits.maximumDuration.map { .integer(Int($0)) }),
      Setting(
        name: "maximum-pixels",
        kind: .integer(1...(1 << 28), \.maximumPixels) { $0.service.limits.maximumPixels = $1 },
        standard: .integer(standard.limits.maximumPixels)),
      Setting(
        name: "maximum-samples",
        kind: .integer(1...1_000_000, \.maximumSamples) { $0.service.limits.maximumSamples = $1 },
        standard: .integer(standard.limits.maximumSamples)),
      Setting(
        name: "temporary-folder",
        kind: .text(\.temporaryFolder) { $0.service.temporaryFolder = $1 },
        standard: .text(standard.temporaryFolder)),
      Setting(name: "api-keys", kind: .text(\.apiKeys) { $0.keys = $1 }, isReloadable: true),
      Setting(
        name: "rate-limit",
        kind: .integer(1...1_000_000, \.rateLimit) { $0.service.requestsPerMinute = $1 },
        isReloadable: true),
      Setting(
        name: "allow-origin",
        kind: .texts(
          \.allowOrigin, expected: "schemes and hosts such as https://example.org, or *",
          isRight: isOrigin
        ) { $0.service.allowedOrigins = Set($1) },
        isReloadable: true),
    ]
  }

  private static var workerSettings: [Setting] {
    [
      Setting(
        name: "in-process",
        kind: .flag(\.inProcess) { if $1 { $0.workerArguments.append("--in-process") } },
        standard: .flag(false)),
      Setting(
        name: "worker-memory",
        kind: .integer(WorkerOptions.memoryRange, \.workerMemory) {
          $0.workerArguments.append("--worker-memory=\($1)")
        }, standard: .integer(WorkerOptions.standardMemory)),
      Setting(
        name: "worker-videos",
        kind: .integer(WorkerOptions.videosRange, \.workerVideos) {
          $0.workerArguments.append("--worker-videos=\($1)")
        }, standard: .integer(WorkerOptions.standardVideos)),
    ]
  }

  private static var modelSettings: [Setting] {
    [
      model("model", \.model),
      model("labels", \.labels),
      model("input-range", \.inputRange),
      model("input-size", \.inputSize),
      model("cascade", \.cascade),
      Setting(
        name: "second-opinion",
        kind: .flag(\.secondOpinion) {
          $0.modelArguments.append(
            ("second-opinion", $1 ? "--second-opinion" : "--no-second-opinion"))
        }, standard: .flag(true), isReloadable: true),
    ]
  }

  private static func model(_ name: String, _ path: Kind.Option<String?>) -> Setting {
    Setting(
      name: name, kind: .text(path) { $0.modelArguments.append((name, "--\(name)=\($1)")) },
      isReloadable: true)
  }

  private static func isOrigin(_ text: String) -> Bool {
    text == "*" || text.wholeMatch(of: /https?:\/\/[A-Za-z0-9.:\[\]-]+/) != nil
  }
}
