import HTTPServer
import MediaContract

/// Where the service listens and what it allows (specs/service.md §3).
public struct ServiceConfiguration: Sendable, Equatable {
  /// Address to bind; only this machine unless told otherwise.
  public var host = "127.0.0.1"
  /// Port to bind; 0 takes any free one.
  public var port = 8080
  /// Bytes of one upload.
  public var maximumBodyBytes = 512 * 1024 * 1024
  /// Clients that are connected at the same time.
  public var maximumConnections = 4096
  /// Those of them that may come from one address, so that none takes all places; nil for three
  /// quarters. Behind a proxy all clients have one address.
  public var maximumConnectionsPerAddress: Int?
  /// Videos that are analysed at the same time.
  public var maximumRunningJobs: Int
  /// Complete uploads that wait their turn beside the running ones; more are told 429.
  public var maximumWaitingJobs = 32
  /// From the end of the upload to the answer.
  public var analysisDeadline: Duration = .seconds(300)
  /// How long requests in flight have when the service stops; what is left then is cut off.
  public var drainDeadline: Duration = .seconds(30)
  /// Bytes that all uploads together may hold in the temporary folder; more are told 503.
  public var maximumStoredBytes = 16 << 30
  /// Folder for the unlinked temporary files.
  public var temporaryFolder = "/tmp"
  /// The keys of clients; nil lets everybody in.
  public var keys: APIKeys?
  /// Requests that one client, by its key or else its address, may make in a minute; nil does not
  /// count them.
  public var requestsPerMinute: Int?
  /// Origins of web pages that may use the service; `*` stands for all.
  public var allowedOrigins: Set<String> = []
  /// Bounds on a video.
  public var limits = MediaLimits()

  /// - Parameter processors: processors of the machine; as many videos are analysed at a time.
  public init(processors: Int) {
    maximumRunningJobs = max(1, processors)
  }

  var server: HTTPServerConfiguration {
    var server = HTTPServerConfiguration()
    server.host = host
    server.port = port
    server.maximumBodyBytes = maximumBodyBytes
    server.maximumConnections = maximumConnections
    server.maximumConnectionsPerNetwork = maximumConnectionsPerAddress
    return server
  }
}
