import HTTPServer
import HTTPTypes

/// Streams a multipart upload to a temporary file; never more of it in memory than one buffer.
enum VideoUpload {
  /// The form field that holds the video (specs/service.md §1).
  static let field = "video"

  private static let bufferBytes = 64 * 1024

  /// Receives the form and returns the file that holds the field `video`. Other fields are read
  /// and dropped; what the client calls its file is not looked at.
  static func receive(
    _ exchange: borrowing HTTPExchange, folder: String
  ) throws(Problem) -> TemporaryFile {
    guard let contentType = exchange.request.headerFields[.contentType] else {
      throw .badRequest(
        "The request has no Content-Type; send multipart/form-data with the video in the field "
          + "\"\(field)\".")
    }
    guard exchange.body.isPresent else {
      throw .badRequest(
        "The request has no body; send multipart/form-data with the video in the field "
          + "\"\(field)\".")
    }
    var file: TemporaryFile
    do { file = try TemporaryFile(in: folder) } catch { throw .storage }
    var form: Form
    do {
      form = Form(
        parser: try MultipartParser(
          boundary: MultipartParser.boundary(fromContentType: contentType)))
    } catch {
      throw Problem(error)
    }

    var buffer = [UInt8](repeating: 0, count: bufferBytes)
    while true {
      let count: Int
      do { count = try exchange.body.read(into: &buffer) } catch { throw Problem(error) }
      if count == 0 { break }
      try form.consume(buffer[..<count], into: &file)
    }
    try form.finish()
    guard form.videos > 0 else {
      let found = form.names.isEmpty ? "no field" : "only \(form.names.joined(separator: ", "))"
      throw .badRequest(
        "The form has no field \"\(field)\" (it has \(found)); send the video in the field "
          + "\"\(field)\".")
    }
    guard file.count > 0 else {
      throw .badRequest("The field \"\(field)\" is empty; send a video file in it.")
    }
    return file
  }

  /// The state of a form while its bytes come.
  private struct Form {
    var parser: MultipartParser
    var videos = 0
    /// Names of other fields, a few of them, for the error.
    var names: [String] = []
    private var isVideo = false

    private static let maximumNames = 5
    private static let maximumNameLength = 40

    init(parser: MultipartParser) { self.parser = parser }

    mutating func consume(
      _ bytes: ArraySlice<UInt8>, into file: inout TemporaryFile
    ) throws(Problem) {
      var rest = bytes
      while let event = try next(&rest) {
        switch event {
        case .partBegan(let part): try begin(part)
        case .partData(let data) where isVideo:
          do { try file.append(data) } catch { throw .storage }
        case .partData, .partEnded, .ended: break
        }
      }
    }

    func finish() throws(Problem) {
      do { try parser.finish() } catch { throw Problem(error) }
    }

    private mutating func next(
      _ bytes: inout ArraySlice<UInt8>
    ) throws(Problem) -> MultipartEvent? {
      do { return try parser.next(&bytes) } catch { throw Problem(error) }
    }

    private mutating func begin(_ part: MultipartPart) throws(Problem) {
      isVideo = part.name == VideoUpload.field
      if isVideo {
        videos += 1
        if videos > 1 {
          throw .badRequest(
            "The form has the field \"\(VideoUpload.field)\" more than once; send one video.")
        }
      } else if names.count < Self.maximumNames {
        names.append("\"\(part.name.prefix(Self.maximumNameLength))\"")
      }
    }
  }
}
