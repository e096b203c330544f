import Foundation
import Testing

@testable import Service

/// The short form of `Tools/load/run bombs`.
@Suite("Bombs, playlists and files that are no videos")
struct BombTests {
  private static let most = UInt32.max

  private static func constantSamples(_ count: UInt32) -> [String: Data] {
    [
      "stsz": Box.full("stsz", [Box.number([1, count])]),
      "stts": Box.table("stts", 1, [Box.number([count, 1])]),
      "stsc": Box.table("stsc", 1, [Box.number([1, count, 1])]),
    ]
  }

  private static func nested(_ kind: String, depth: Int) -> Data {
    (0..<depth).reduce(into: Data()) { data, level in
      data += Box.number([UInt32(8 * (depth - level))]) + Data(kind.utf8)
    }
  }

  private static let playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n"

  /// What each is, its bytes, and the statuses that are right for it.
  private static let uploads: [(what: String, data: Data, statuses: Set<Int>)] = [
    (
      "4 billion sample sizes",
      Box.movie([
        Box.track(tables: [
          "stsz": Box.full("stsz", [Box.number([0, most]), Data(count: 16)])
        ])
      ]), [422]
    ),
    (
      "4 billion samples without a table", Box.movie([Box.track(tables: constantSamples(most))]),
      [422]
    ),
    (
      "60 million samples without a table",
      Box.movie([Box.track(tables: constantSamples(60_000_000))]), [422]
    ),
    (
      "40 tracks of 20 million samples",
      Box.movie(
        (0..<40).map { _ in Box.track(tables: constantSamples(20_000_000)) }), [422]
    ),
    (
      "4 billion chunks",
      Box.movie([
        Box.track(tables: [
          "stco": Box.table("stco", most, [Data(count: 32)])
        ])
      ]), [422]
    ),
    (
      "4 billion key frames",
      Box.movie([
        Box.track(tables: [
          "stss": Box.table("stss", most, [Data(count: 32)])
        ])
      ]), [422]
    ),
    (
      "4 billion offsets of time",
      Box.movie([
        Box.track(tables: [
          "ctts": Box.table("ctts", most, [Data(count: 32)])
        ])
      ]), [422]
    ),
    (
      "4 billion edits",
      Box.movie([
        Box.track(
          edits: Box.box(
            "edts",
            [
              Box.table("elst", most, [Data(count: 48)])
            ]))
      ]), [422]
    ),
    ("1,000 tracks", Box.movie((0..<1000).map { _ in Box.track() }), [422]),
    ("10,000 boxes inside each other", Box.fileType + nested("moov", depth: 10_000), [422]),
    ("136 years", Box.movie([Box.track(duration: most, scale: 1)], duration: most), [422]),
    ("no time scale", Box.movie([Box.track(scale: 0)]), [422]),
    ("65535 pixels squared", Box.movie([Box.track(width: 65535, height: 65535)]), [422]),
    ("a playlist of an address", Data((playlist + "http://127.0.0.1:9/x.ts\n").utf8), [415]),
    ("a playlist of a file", Data((playlist + "file:///etc/passwd\n").utf8), [415]),
    ("a list of files", Data("ffconcat version 1.0\nfile '/etc/passwd'\n".utf8), [415]),
    ("a protocol", Data("concat:/etc/passwd|/etc/hosts".utf8), [415]),
    ("text", Data("This is no video.\n".utf8), [415]),
    ("a megabyte of nothing", Data(count: 1 << 20), [415]),
    ("one byte", Data([0]), [415]),
    ("nothing", Data(), [400]),
  ]

  @Test("Each gets its problem, without a path in it, and a video is analysed afterwards")
  func refused() throws {
    let running = try RunningService()
    defer { running.stop() }
    for (what, data, statuses) in Self.uploads {
      let answer = try running.upload(data)
      #expect(statuses.contains(answer.status), "\(what): \(answer.status) \(answer.json)")
      let detail = try #require(answer.json["detail"] as? String)
      #expect(!detail.contains("/tmp") && !detail.contains("/etc"), "\(what): \(detail)")
      #expect(answer.json["error"] as? String == detail)
    }
    #expect(try running.upload(RunningService.sampleVideo(), query: "?fps=1").status == 200)
  }
}
