import ArgumentParser
import FacialAnalysis
import Glibc
import HDF5
import HTTPServer
import Logging
import Service

/// `mien serve`: the HTTP service.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve POST /api/facial-analysis/ over HTTP.",
    discussion: """
      Prints the address on stdout when it listens; logs as JSON lines on stderr. SIGTERM or \
      SIGINT stops accepting, finishes the requests in flight and ends with status 0.
      """)

  @Option(help: "Address to bind.")
  var host = "127.0.0.1"

  @Option(help: "Port to bind; 0 takes any free one.")
  var port = 8080

  @Option(help: "Largest upload in MiB.")
  var maximumUpload = 512

  @Option(help: "Videos analysed at the same time (default: the number of processors).")
  var jobs: Int?

  @Option(help: "Uploads that may wait beside them; more are answered 429.")
  var queue = 32

  @Option(help: "Seconds that one analysis may take.")
  var deadline = 300

  @Option(help: "Seconds to wait for requests in flight when stopping.")
  var drain = 30

  @Option(
    help: """
      File of API keys, one NAME SHA256 a line (printf %s "$KEY" | sha256sum); with it, requests \
      need one of them.
      """)
  var apiKeys: String?

  @Option(help: "Requests a minute that one key, or else one address, may make.")
  var rateLimit: Int?

  @Option(
    help: """
      Origin of web pages that may use the service, such as https://example.org; may be repeated. \
      * stands for all.
      """)
  var allowOrigin: [String] = []

  @OptionGroup var workers: WorkerOptions
  @OptionGroup var models: ModelOptions

  func validate() throws {
    if let rateLimit { try check("--rate-limit", rateLimit, 1...1_000_000) }
    for origin in allowOrigin where origin != "*" && origin.firstMatch(of: Self.origin) == nil {
      throw ValidationError(
        "--allow-origin is \(origin); it must be a scheme and a host, as https://example.org.")
    }
    try check("--port", port, 0...65_535)
    try check("--maximum-upload", maximumUpload, 1...1_048_576)
    try check("--queue", queue, 0...100_000)
    try check("--deadline", deadline, 1...86_400)
    try check("--drain", drain, 0...86_400)
    if let jobs { try check("--jobs", jobs, 1...1024) }
  }

  private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw ValidationError(
        "\(name) is \(value); it must be from \(range.lowerBound) to \(range.upperBound).")
    }
  }

  func run() throws {
    let signals = StopSignals()
    LoggingSystem.bootstrap { _ in JSONLogHandler() }
    let logger = Logger(label: "mien")

    let engine = EngineSlot()
    let configuration = try serviceConfiguration()
    let service = Service(configuration: configuration, engine: engine, logger: logger)
    let bound: Int
    do throws(HTTPServerError) {
      bound = try service.start()
    } catch {
      write("mien: \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.failure.code
    }
    // Requests that come while the model loads are told 503, instead of finding no listener.
    let log = WorkerLog(logger)
    engine.fill(
      try workers.engine(
        models, workers: configuration.maximumRunningJobs, deadline: deadline
      ) { log.note($0) })
    write("Mien listens on http://\(host):\(bound)\n", to: STDOUT_FILENO)

    let signal = signals.wait()
    logger.info("draining", metadata: ["signal": "\(signal)"])
    let isComplete = service.drain(deadline: .seconds(drain))
    logger.info("stopped", metadata: ["complete": "\(isComplete)"])
    if !isComplete { throw ExitStatus.failure.code }
  }

  private static var origin: Regex<Substring> { /^https?:\/\/[A-Za-z0-9.:\[\]-]+$/ }

  private func serviceConfiguration() throws -> ServiceConfiguration {
    var configuration = ServiceConfiguration(processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    configuration.host = host
    configuration.port = port
    configuration.maximumBodyBytes = maximumUpload << 20
    if let jobs { configuration.maximumRunningJobs = jobs }
    configuration.maximumWaitingJobs = queue
    configuration.analysisDeadline = .seconds(deadline)
    configuration.requestsPerMinute = rateLimit
    configuration.allowedOrigins = Set(allowOrigin)
    if let apiKeys { configuration.keys = try Self.keys(in: apiKeys) }
    return configuration
  }

  private static let maximumKeysSize = 4 << 20

  private static func keys(in path: String) throws -> APIKeys {
    do {
      let bytes = try File.bytes(ofFile: path, limit: maximumKeysSize)
      return try APIKeys(String(decoding: bytes, as: UTF8.self))
    } catch {
      write("mien: \(path): \(error)\n", to: STDERR_FILENO)
      throw ExitStatus.usage.code
    }
  }
}

/// SIGTERM and SIGINT, taken by one thread that waits for them and by no handler.
struct StopSignals {
  private var set = sigset_t()

  /// Blocks the signals for this thread and all that it starts: call it before any is started.
  init() {
    sigemptyset(&set)
    sigaddset(&set, SIGTERM)
    sigaddset(&set, SIGINT)
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Blocks until one of them comes; its number.
  func wait() -> Int32 {
    var set = set
    var signal: Int32 = 0
    while sigwait(&set, &signal) != 0 {}
    return signal
  }
}
