/// What a container says of its audio stream.
public struct AudioInformation: Sendable, Equatable {
  /// The decoder's name, for instance `aac`.
  public let codec: String
  /// Samples a second before resampling, as the container claims.
  public let sampleRate: Int
  /// Channels before they are mixed down, as the container claims.
  public let channels: Int
  /// Time of the first sample in seconds from the start of the video stream: negative where the
  /// sound begins before the pictures. From the start of the audio stream where there is no video.
  public let start: Double
  /// Length in seconds that the container claims for this stream or for the whole; nil where it
  /// claims none.
  public let claimedDuration: Double?
}

/// What decoding of sound has met so far.
public struct AudioStatistics: Sendable, Equatable {
  /// Samples handed out, at 16 kHz.
  public internal(set) var samples = 0
  /// Packets that the decoder refused or that the container marks as corrupt.
  public internal(set) var damagedPackets = 0
  /// Seconds without sound between packets, by their timestamps; filled with silence.
  public internal(set) var missingSeconds = 0.0
  /// Reading stopped at an error.
  public internal(set) var isTruncated = false
  /// Reading stopped at `MediaLimits.maximumDuration` and not at the end.
  public internal(set) var stoppedAtLimit = false

  public init() {}
}
