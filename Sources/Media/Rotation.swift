import CFFmpeg

/// The rotation that a container prescribes for display.
enum Rotation {
  /// Clockwise degrees by which decoded frames are to be turned: 0, 90, 180 or 270. Angles in
  /// between are rounded to the nearest of these.
  static func clockwiseDegrees(of stream: UnsafePointer<AVStream>) -> Int {
    var size = 0
    guard let data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size),
      size >= 9 * MemoryLayout<Int32>.size
    else { return 0 }
    let counterclockwise = data.withMemoryRebound(to: Int32.self, capacity: 9) {
      av_display_rotation_get($0)
    }
    return quarterTurns(clockwiseDegrees: -counterclockwise)
  }

  static func quarterTurns(clockwiseDegrees degrees: Double) -> Int {
    guard degrees.isFinite else { return 0 }
    let turns = Int((degrees / 90).rounded()) % 4
    return ((turns + 4) % 4) * 90
  }
}
