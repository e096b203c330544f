import Foundation
import Imaging
import Testing

extension GrayImage {
  /// Reads a binary portable gray map (`P5`, 8 bits, no comments).
  init(portableGrayMap data: Data) throws {
    var fields: [String] = []
    var position = data.startIndex
    while fields.count < 4 {
      let end = try #require(data[position...].firstIndex { $0 == 10 || $0 == 32 })
      fields.append(String(decoding: data[position..<end], as: UTF8.self))
      position = end + 1
    }
    try #require(fields[0] == "P5" && fields[3] == "255")
    try self.init(
      width: #require(Int(fields[1])), height: #require(Int(fields[2])),
      pixels: [UInt8](data[position...]))
  }
}
