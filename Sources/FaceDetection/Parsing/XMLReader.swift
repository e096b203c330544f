import CExpat

/// Reads an XML document with Expat and hands its elements to a ``CascadeParser``.
///
/// A document type declaration ends the reading, so no entity can be defined; Expat itself refuses
/// entities that are not.
enum XMLReader {
  /// Carries the parser through C, and the first error back.
  private final class Context {
    let parser: CascadeParser
    let expat: XML_Parser
    var error: CascadeError?

    init(parser: CascadeParser, expat: XML_Parser) {
      self.parser = parser
      self.expat = expat
    }

    var line: Int { Int(XML_GetCurrentLineNumber(expat)) }

    func run(_ body: () throws(CascadeError) -> Void) {
      guard error == nil else { return }
      do {
        try body()
      } catch {
        self.error = error
        XML_StopParser(expat, XML_Bool(XML_FALSE))
      }
    }

    static func from(_ pointer: UnsafeMutableRawPointer?) -> Context? {
      pointer.map { Unmanaged<Context>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  /// Reads the whole document.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, into parser: CascadeParser
  ) throws(CascadeError) {
    guard let expat = XML_ParserCreate(nil) else {
      throw .unreadable(file: parser.file, reason: "no memory for the XML parser")
    }
    defer { XML_ParserFree(expat) }
    let context = Context(parser: parser, expat: expat)
    let status = withExtendedLifetime(context) {
      XML_SetUserData(expat, Unmanaged.passUnretained(context).toOpaque())
      setHandlers(expat)
      return bytes.withMemoryRebound(to: CChar.self) { characters in
        XML_Parse(expat, characters.baseAddress, Int32(characters.count), 1)
      }
    }
    if let error = context.error { throw error }
    guard status == XML_STATUS_OK else {
      let reason = XML_ErrorString(XML_GetErrorCode(expat)).map { String(cString: $0) }
      throw .malformedXML(
        file: parser.file, line: Int(XML_GetCurrentLineNumber(expat)),
        reason: reason ?? "unknown error")
    }
  }

  private static func setHandlers(_ expat: XML_Parser) {
    XML_SetStartDoctypeDeclHandler(expat) { pointer, _, _, _, _ in
      guard let context = Context.from(pointer) else { return }
      context.run { () throws(CascadeError) in
        throw .documentType(file: context.parser.file, line: context.line)
      }
    }
    XML_SetElementHandler(
      expat,
      { pointer, name, _ in
        guard let context = Context.from(pointer), let name else { return }
        context.run { () throws(CascadeError) in
          try context.parser.start(String(cString: name), line: context.line)
        }
      },
      { pointer, _ in
        guard let context = Context.from(pointer) else { return }
        context.run { () throws(CascadeError) in try context.parser.end() }
      })
    XML_SetCharacterDataHandler(expat) { pointer, characters, count in
      guard let context = Context.from(pointer), let characters else { return }
      let buffer = UnsafeBufferPointer(start: characters, count: Int(count))
      context.run { () throws(CascadeError) in
        try buffer.withMemoryRebound(to: UInt8.self) { (bytes) throws(CascadeError) in
          try context.parser.characters(bytes)
        }
      }
    }
  }
}
