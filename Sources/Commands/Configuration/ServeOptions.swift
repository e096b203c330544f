import ArgumentParser

/// The settings of the service as options of the command line; what is not given is asked of the
/// environment, then of the file, and then has its default (`Setting`).
struct ServeOptions: ParsableArguments, Sendable {
  @Option(
    name: .customLong("config"),
    help: """
      File of settings: a JSON object with the names of these options as keys. Also MIEN_CONFIG.
      """)
  var file: String?

  @Option(help: "Address to bind (default: 127.0.0.1).")
  var host: String?

  @Option(help: "Port to bind; 0 takes any free one (default: 8080).")
  var port: Int?

  @Option(help: "Largest upload in MiB (default: 512).")
  var maximumUpload: Int?

  @Option(help: "Most fields of an upload's form (default: 32).")
  var maximumParts: Int?

  @Option(help: "Largest head of a request in KiB (default: 32).")
  var maximumHeader: Int?

  @Option(help: "Bytes a second that an upload must reach (default: 1024).")
  var minimumRate: Int?

  @Option(help: "Clients that may be connected at the same time (default: 4096).")
  var maximumConnections: Int?

  @Option(
    help: "Of them, those of one address, or one /64 network of IPv6 (default: three quarters).")
  var maximumConnectionsPerAddress: Int?

  @Option(help: "Seconds in which the head of a request must come (default: 10).")
  var headerTimeout: Int?

  @Option(help: "Seconds for which an upload may pause (default: 10).")
  var uploadIdleTimeout: Int?

  @Option(help: "Seconds in which an upload must be complete (default: 7200).")
  var uploadTimeout: Int?

  @Option(help: "Seconds in which a client must take its answer (default: 30).")
  var answerTimeout: Int?

  @Option(help: "Seconds for which a connection may wait for its next request (default: 15).")
  var keepAliveTimeout: Int?

  @Option(help: "Largest sum of all uploads at a time in MiB (default: 16384).")
  var maximumStored: Int?

  @Option(help: "Videos analysed at the same time (default: the number of processors).")
  var jobs: Int?

  @Option(help: "Uploads that may wait beside them; more are answered 429 (default: 32).")
  var queue: Int?

  @Option(help: "Seconds that one analysis may take (default: 300).")
  var deadline: Int?

  @Option(help: "Seconds to wait for requests in flight when stopping (default: 30).")
  var drain: Int?

  @Option(help: "Longest video in seconds (default: 1800).")
  var maximumDuration: Int?

  @Option(help: "Most pixels of a frame (default: 16777216, 4096×4096).")
  var maximumPixels: Int?

  @Option(help: "Most streams of a video (default: 8).")
  var maximumStreams: Int?

  @Option(help: "Most frames of a video that are looked at (default: 10800).")
  var maximumSamples: Int?

  @Option(help: "Folder for the unlinked files of uploads (default: /tmp).")
  var temporaryFolder: String?

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

  @Flag(
    inversion: .prefixedNo,
    help: """
      Decode and analyse in this process, for trusted videos and hosts too small for workers \
      (default: no).
      """)
  var inProcess: Bool?

  @Option(help: "MiB that a worker may take for a video, beside what it holds (default: 512).")
  var workerMemory: Int?

  @Option(help: "Videos after which a worker is replaced by a fresh one (default: 64).")
  var workerVideos: Int?

  @Option(
    help: """
      Keras file of the expression classifier: a path, or the name of one that Mien comes with.
      """)
  var model: String?

  @Option(help: "The model's classes in the order of its outputs, with commas between.")
  var labels: String?

  @Option(
    help: """
      What the model takes for black...white: 0...1, -1...1, 0...255, MEAN:DEVIATION of values \
      0...255, or per-image.
      """)
  var inputRange: String?

  @Option(help: "Rows, columns and perhaps channels of the model's input: 64x64 or 64x64x3.")
  var inputSize: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Classify each face's mirror image too and take the mean (default: no, or what the sidecar \
      says).
      """)
  var mirrored: Bool?

  @Option(help: "OpenCV cascade (XML) of the face detector.")
  var cascade: String?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Ask a network (blazeface_short.h5 beside the cascade) for faces where the cascade finds none \
      (default: yes).
      """)
  var secondOpinion: Bool?

  @Option(
    help: """
      What is measured: full (the default), or emotions (those alone, for half of the processor \
      time).
      """)
  var scope: String?
}
