import HTTPServer
import MediaContract

/// Where the service listens and what it allows (specs/service.md §3).
public struct ServiceConfiguration: Sendable, Equatable {
  /// The address, and the bounds on clients and their requests. Only this machine, unless told
  /// otherwise.
  public var server = HTTPServerConfiguration()
  /// What the form of an upload may cost beyond its bytes.
  public var form = MultipartLimits()
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
}
