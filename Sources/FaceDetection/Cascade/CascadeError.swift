/// Why a cascade file cannot be used. `line` counts from 1.
public enum CascadeError: Error, Equatable, Sendable {
  /// The file cannot be opened or read, or is not a regular file.
  case unreadable(file: String, reason: String)
  /// The file has more bytes than a cascade can need.
  case tooLarge(file: String, limit: Int)
  /// The file is not well-formed XML.
  case malformedXML(file: String, line: Int, reason: String)
  /// The file declares a document type, which could define entities.
  case documentType(file: String, line: Int)
  /// There is more of something than a cascade can need.
  case limitExceeded(file: String, line: Int, what: String, limit: Int)
  /// An element that a cascade must have is absent from the element that begins at the line.
  case missingElement(file: String, line: Int, element: String)
  /// An element that may occur once occurs again.
  case repeatedElement(file: String, line: Int, element: String)
  /// An element holds something else than it should.
  case invalidValue(file: String, line: Int, element: String, expected: String, found: String)
  /// The cascade is of a kind that this detector does not evaluate.
  case unsupported(file: String, line: Int, element: String, found: String, supported: String)
}

extension CascadeError: CustomStringConvertible {
  /// What was found, what was expected and what to do.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason):
      "\(file): cannot be read (\(reason)); give the path of a cascade, such as"
        + " haarcascade_frontalface_default.xml"
    case .tooLarge(let file, let limit):
      "\(file): larger than the \(limit) bytes a cascade may have; give a cascade of OpenCV"
    case .malformedXML(let file, let line, let reason):
      "\(file):\(line): not well-formed XML (\(reason)); copy the file again from its source"
    case .documentType(let file, let line):
      "\(file):\(line): a document type declaration is refused because it can define entities;"
        + " remove the <!DOCTYPE …> declaration"
    case .limitExceeded(let file, let line, let what, let limit):
      "\(file):\(line): more than \(limit) \(what); this is no cascade for detection"
    case .missingElement(let file, let line, let element):
      "\(file):\(line): <\(element)> is missing; give a complete cascade of opencv_traincascade"
    case .repeatedElement(let file, let line, let element):
      "\(file):\(line): <\(element)> occurs a second time; keep one of them"
    case .invalidValue(let file, let line, let element, let expected, let found):
      "\(file):\(line): <\(element)> holds \(found), but must hold \(expected)"
    case .unsupported(let file, let line, let element, let found, let supported):
      "\(file):\(line): <\(element)>: \(found) is not supported; supported is \(supported)"
    }
  }
}
