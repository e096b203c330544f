import HTTPServer
import HTTPTypes

/// Streams a multipart upload to a temporary file as it comes; nothing of it stays in memory.
///
/// Other fields than `video` are read and dropped; what the client calls its file is not looked at.
struct VideoUpload: BodySink {
  /// The form field that holds the video (specs/service.md §1).
  static let field = "video"

  private var form: Form
  private let answer: (Result<TemporaryFile, Problem>) -> Answer

  /// - Parameters:
  ///   - limits: what the form may cost beyond its bytes.
  ///   - folder: where the file is made.
  ///   - answer: called once, with the file that holds the field `video` or with what is wrong.
  /// - Throws: `Problem` for a request that is no form.
  init(
    _ request: IncomingRequest, limits: MultipartLimits, folder: String, storage: StorageBudget,
    answer: @escaping (Result<TemporaryFile, Problem>) -> Answer
  ) throws(Problem) {
    guard let contentType = request.request.headerFields[.contentType] else {
      throw .badRequest(
        "The request has no Content-Type; send multipart/form-data with the video in the field "
          + "\"\(Self.field)\".")
    }
    guard request.hasBody else {
      throw .badRequest(
        "The request has no body; send multipart/form-data with the video in the field "
          + "\"\(Self.field)\".")
    }
    do throws(MultipartError) {
      let boundary = try MultipartParser.boundary(fromContentType: contentType)
      form = Form(
        parser: try MultipartParser(boundary: boundary, limits: limits), folder: folder,
        storage: storage)
    } catch {
      throw Problem(error)
    }
    self.answer = answer
  }

  mutating func receive(_ bytes: ArraySlice<UInt8>) -> Answer? {
    do throws(Problem) {
      try form.consume(bytes)
      return nil
    } catch {
      return answer(.failure(error))
    }
  }

  mutating func finish(_ failure: RequestBodyError?) -> Answer {
    if let failure { return answer(.failure(Problem(failure))) }
    do throws(Problem) {
      return answer(.success(try form.finish()))
    } catch {
      return answer(.failure(error))
    }
  }

  /// The state of a form while its bytes come.
  private struct Form {
    private var parser: MultipartParser
    private let folder: String
    private let storage: StorageBudget
    private var file: TemporaryFile?
    /// Names of other fields, a few of them, for the error.
    private var names: [String] = []
    private var isVideo = false

    private static let maximumNames = 5
    private static let maximumNameLength = 40

    init(parser: MultipartParser, folder: String, storage: StorageBudget) {
      self.parser = parser
      self.folder = folder
      self.storage = storage
    }

    mutating func consume(_ bytes: ArraySlice<UInt8>) throws(Problem) {
      var rest = bytes
      while let event = try next(&rest) {
        switch event {
        case .partBegan(let part): try begin(part)
        case .partData(let data) where isVideo:
          do { try file?.append(data) } catch { throw .storage }
        case .partData, .partEnded, .ended: break
        }
      }
    }

    func finish() throws(Problem) -> TemporaryFile {
      do { try parser.finish() } catch { throw Problem(error) }
      guard let file else {
        let found = names.isEmpty ? "no field" : "only \(names.joined(separator: ", "))"
        throw .badRequest(
          "The form has no field \"\(VideoUpload.field)\" (it has \(found)); send the video in "
            + "the field \"\(VideoUpload.field)\".")
      }
      guard file.count > 0 else {
        throw .badRequest(
          "The field \"\(VideoUpload.field)\" is empty; send a video file in it.")
      }
      return file
    }

    private mutating func next(
      _ bytes: inout ArraySlice<UInt8>
    ) throws(Problem) -> MultipartEvent? {
      do { return try parser.next(&bytes) } catch { throw Problem(error) }
    }

    private mutating func begin(_ part: MultipartPart) throws(Problem) {
      isVideo = part.name == VideoUpload.field
      if isVideo {
        if file != nil {
          throw .badRequest(
            "The form has the field \"\(VideoUpload.field)\" more than once; send one video.")
        }
        do { file = try TemporaryFile(in: folder, storage: storage) } catch { throw .storage }
      } else if names.count < Self.maximumNames {
        names.append("\"\(part.name.prefix(Self.maximumNameLength))\"")
      }
    }
  }
}
