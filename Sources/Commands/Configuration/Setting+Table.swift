import Service

extension Setting {
  /// All settings, with the defaults of this machine.
  ///
  /// - Parameter processors: processors of the machine.
  static func all(processors: Int) -> [Setting] {
    let standard = ServeConfiguration(processors: processors)
    return addressSettings(standard) + uploadSettings(standard) + clientSettings(standard)
      + workSettings(standard) + videoSettings(standard) + accessSettings + workerSettings
      + modelSettings
  }

  private static func addressSettings(_ standard: ServeConfiguration) -> [Setting] {
    [
      text("host", \.host, \.service.server.host, standard),
      number("port", 0...65_535, \.port, \.service.server.port, standard),
    ]
  }

  /// What one upload may cost.
  private static func uploadSettings(_ standard: ServeConfiguration) -> [Setting] {
    [
      number(
        "maximum-upload", 1...1_048_576, \.maximumUpload, \.service.server.maximumBodyBytes,
        unit: 1 << 20, standard),
      number("maximum-parts", 1...10_000, \.maximumParts, \.service.form.maximumParts, standard),
      number(
        "maximum-header", 1...1024, \.maximumHeader, \.service.server.headLimits.maximumBytes,
        unit: 1 << 10, standard),
      number(
        "minimum-rate", 0...(1 << 30), \.minimumRate, \.service.server.minimumBodyBytesPerSecond,
        standard),
      number(
        "maximum-stored", 1...1_048_576, \.maximumStored, \.service.maximumStoredBytes,
        unit: 1 << 20, standard),
      text("temporary-folder", \.temporaryFolder, \.service.temporaryFolder, standard),
    ]
  }

  /// How many clients there may be, and how long they are waited for.
  private static func clientSettings(_ standard: ServeConfiguration) -> [Setting] {
    [
      number(
        "maximum-connections", 1...100_000, \.maximumConnections,
        \.service.server.maximumConnections, standard),
      Setting(
        name: "maximum-connections-per-address",
        kind: .integer(1...100_000, \.maximumConnectionsPerAddress) {
          $0.service.server.maximumConnectionsPerNetwork = $1
        }),
      seconds("header-timeout", \.headerTimeout, \.service.server.headTimeout, standard),
      seconds(
        "upload-idle-timeout", \.uploadIdleTimeout, \.service.server.bodyIdleTimeout, standard),
      seconds("upload-timeout", \.uploadTimeout, \.service.server.bodyTimeout, standard),
      seconds("answer-timeout", \.answerTimeout, \.service.server.responseTimeout, standard),
      seconds(
        "keep-alive-timeout", \.keepAliveTimeout, \.service.server.keepAliveTimeout, standard),
    ]
  }

  private static func workSettings(_ standard: ServeConfiguration) -> [Setting] {
    [
      number("jobs", 1...1024, \.jobs, \.service.maximumRunningJobs, standard),
      number("queue", 0...100_000, \.queue, \.service.maximumWaitingJobs, standard),
      seconds("deadline", \.deadline, \.service.analysisDeadline, standard),
      seconds("drain", from: 0, \.drain, \.service.drainDeadline, standard),
    ]
  }

  /// What one video may demand.
  private static func videoSettings(_ standard: ServeConfiguration) -> [Setting] {
    [
      Setting(
        name: "maximum-duration",
        kind: .integer(1...86_400, \.maximumDuration) {
          $0.service.limits.maximumDuration = Double($1)
        }, standard: standard.service.limits.maximumDuration.map { .integer(Int($0)) }),
      number(
        "maximum-pixels", 1...(1 << 28), \.maximumPixels, \.service.limits.maximumPixels, standard),
      number(
        "maximum-streams", 1...1000, \.maximumStreams, \.service.limits.maximumStreams, standard),
      number(
        "maximum-samples", 1...1_000_000, \.maximumSamples, \.service.limits.maximumSamples,
        standard),
    ]
  }

  private static var accessSettings: [Setting] {
    [
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
      flag("mirrored", \.mirrored, standard: nil),
      model("cascade", \.cascade),
      flag("second-opinion", \.secondOpinion, standard: .flag(true)),
      model("scope", \.scope),
    ]
  }

  private static func flag(
    _ name: String, _ path: Kind.Option<Bool?>, standard: SettingValue?
  ) -> Setting {
    Setting(
      name: name,
      kind: .flag(path) { $0.modelArguments.append((name, $1 ? "--\(name)" : "--no-\(name)")) },
      standard: standard, isReloadable: true)
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
