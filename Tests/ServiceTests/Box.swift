import Foundation

/// Writes ISO base media files (ISO/IEC 14496-12) box by box, so that they can claim anything.
enum Box {
  static func number(_ values: [UInt32]) -> Data {
    Data(
      values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) } })
  }

  static func short(_ values: [UInt16]) -> Data {
    Data(values.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] })
  }

  static func box(_ kind: String, _ parts: [Data]) -> Data {
    let payload = parts.reduce(Data(), +)
    return number([UInt32(8 + payload.count)]) + Data(kind.utf8) + payload
  }

  /// A box with a version and flags, 0 both.
  static func full(_ kind: String, flags: UInt32 = 0, _ parts: [Data]) -> Data {
    box(kind, [number([flags])] + parts)
  }

  /// A table that claims so many entries.
  static func table(_ kind: String, _ count: UInt32, _ entries: [Data]) -> Data {
    full(kind, [number([count])] + entries)
  }

  static let fileType = box("ftyp", [Data("isom\0\0\u{2}\0isomiso2avc1mp41".utf8)])
  private static let matrix = number([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000])

  static func movieHeader(duration: UInt32 = 1000) -> Data {
    full(
      "mvhd",
      [
        number([0, 0, 1000, duration, 0x10000]), short([0x100]), Data(count: 10), matrix,
        Data(count: 24), number([2]),
      ])
  }

  private static func pictureEntry(width: UInt16, height: UInt16) -> Data {
    box(
      "jpeg",
      [
        Data(count: 6), short([1]), Data(count: 16), short([width, height]),
        number([0x48_0000, 0x48_0000, 0]), short([1]), Data(count: 32), short([24, 0xFFFF]),
      ])
  }

  /// A track of one sample of 16 bytes; tables that are given replace its own.
  static func track(
    duration: UInt32 = 1000, width: UInt16 = 320, height: UInt16 = 240, scale: UInt32 = 1000,
    tables: [String: Data] = [:], edits: Data = Data()
  ) -> Data {
    let standard: [(String, Data)] = [
      ("stsd", table("stsd", 1, [pictureEntry(width: width, height: height)])),
      ("stts", table("stts", 1, [number([1, 1000])])),
      ("stsc", table("stsc", 1, [number([1, 1, 1])])),
      ("stsz", full("stsz", [number([0, 1, 16])])),
      ("stco", table("stco", 1, [number([64])])),
    ]
    let names = standard.map(\.0)
    let all =
      standard.map { tables[$0.0] ?? $0.1 }
      + tables.filter { !names.contains($0.key) }.sorted { $0.key < $1.key }.map(\.value)
    let size = number([UInt32(width) << 16, UInt32(height) << 16])
    let reference = table("dref", 1, [full("url ", flags: 1, [])])
    return box(
      "trak",
      [
        full("tkhd", flags: 7, [number([0, 0, 1, 0, duration]), Data(count: 16), matrix, size]),
        edits,
        box(
          "mdia",
          [
            full("mdhd", [number([0, 0, scale, duration]), short([0x55C4, 0])]),
            full("hdlr", [Data(count: 4), Data("vide".utf8), Data(count: 13)]),
            box(
              "minf",
              [
                full("vmhd", flags: 1, [Data(count: 8)]), box("dinf", [reference]),
                box("stbl", all),
              ]),
          ]),
      ])
  }

  static func movie(_ tracks: [Data], duration: UInt32 = 1000) -> Data {
    fileType + box("mdat", [Data(count: 64)])
      + box("moov", [movieHeader(duration: duration)] + tracks)
  }
}
