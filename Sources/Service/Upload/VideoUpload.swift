import HTTPServer
import HTTPTypes

/// Streams a multipart upload to a temporary file as it comes; nothing of it stays in memory.
///
/// Other fields than `video` are read and dropped; what the client calls its file is not looked at.
struct VideoUpload: BodySink {
  /// The form field that holds the video (specs/service.md §1).
  static let field = "video"

  private var form: Form
  private let answer: @Sendable (Result<TemporaryFile, Problem>) -> Answer

  /// - Parameters:
  ///   - limits: what the form may cost beyond its bytes.
  ///   - store: where the file is made.
  ///   - answer: called once, with the file that holds the field `video` or with what is wrong; on
  ///     the thread that serves all connections or on one that writes.
  /// - Throws: `Problem` for a request that is no form.
  init(
    _ request: IncomingRequest, limits: MultipartLimits, store: UploadStore,
    answer: @escaping @Sendable (Result<TemporaryFile, Problem>) -> Answer
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
      form = Form(parser: try MultipartParser(boundary: boundary, limits: limits), store: store)
    } catch {
      throw Problem(error)
    }
    self.answer = answer
  }

  mutating func begin(_ flow: BodyFlow) { form.flow = flow }

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
    let file: UploadFile
    do throws(Problem) {
      file = try form.finish()
    } catch {
      return answer(.failure(error))
    }
    let answer = answer
    return .later { reply in
      file.finish { outcome in reply.give(answer(outcome.mapError { _ in .storage })) }
    }
  }

  /// The state of a form while its bytes come.
  private struct Form {
    var flow: BodyFlow?
    private var parser: MultipartParser
    private let store: UploadStore
    private var file: UploadFile?
    private var count = 0
    /// Names of other fields, a few of them, for the error.
    private var names: [String] = []
    private var isVideo = false

    private static let maximumNames = 5
    private static let maximumNameLength = 40

    init(parser: MultipartParser, store: UploadStore) {
      self.parser = parser
      self.store = store
    }

    mutating func consume(_ bytes: ArraySlice<UInt8>) throws(Problem) {
      var rest = bytes
      var video: [UInt8] = []
      while let event = try next(&rest) {
        switch event {
        case .partBegan(let part): try begin(part)
        case .partData(let data) where isVideo: video += data
        case .partData, .partEnded, .ended: break
        }
      }
      if video.isEmpty { return }
      count += video.count
      do { try file?.append(video) } catch { throw .storage }
    }

    func finish() throws(Problem) -> UploadFile {
      do { try parser.finish() } catch { throw Problem(error) }
      guard let file else {
        let found = names.isEmpty ? "no field" : "only \(names.joined(separator: ", "))"
        throw .badRequest(
          "The form has no field \"\(VideoUpload.field)\" (it has \(found)); send the video in "
            + "the field \"\(VideoUpload.field)\".")
      }
      guard count > 0 else {
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
        file = UploadFile(in: store, flow: flow)
      } else if names.count < Self.maximumNames {
        names.append("\"\(part.name.prefix(Self.maximumNameLength))\"")
      }
    }
  }
}
