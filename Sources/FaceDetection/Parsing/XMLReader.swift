import CExpat

/// Reads an XML document with Expat and hands its elements to a ``CascadeParser``.
///
/// A document type declaration ends the reading, so no entity can be defined; Expat itself refuses
/// entities that are not.
enum XMLReader {
  /// What Expat's handlers work on; it lies still while Expat runs.
  private struct Context {
    var parser: CascadeParser
    let expat: XML_Parser
    var lines: LineCounter
    var error: CascadeError?
    /// Whether there is an error; quicker to ask.
    var hasFailed = false

    /// Whether Expat hands over text; it does only where text is read, since most is white space
    /// between elements.
    var readsText = false

    /// The line where the current event begins.
    var line: Int {
      mutating get {
        lines.line(at: XML_GetCurrentByteIndex(expat)) ?? Int(XML_GetCurrentLineNumber(expat))
      }
    }

    mutating func updateTextHandler() {
      guard parser.readsText != readsText else { return }
      readsText.toggle()
      XML_SetCharacterDataHandler(expat, readsText ? XMLReader.addText : nil)
    }

    @inline(__always)
    mutating func run(_ body: (inout Context) throws(CascadeError) -> Void) {
      guard !hasFailed else { return }
      do {
        try body(&self)
      } catch {
        self.error = error
        hasFailed = true
        XML_StopParser(expat, XML_Bool(XML_FALSE))
      }
    }
  }

  /// Reads the whole document.
  static func read(
    _ bytes: UnsafeBufferPointer<UInt8>, into parser: consuming CascadeParser
  ) throws(CascadeError) -> CascadeParser {
    guard let expat = XML_ParserCreate(nil) else {
      throw .unreadable(file: parser.file, reason: "no memory for the XML parser")
    }
    defer { XML_ParserFree(expat) }
    var context = Context(
      parser: parser, expat: expat, lines: LineCounter(bytes))
    let status = withUnsafeMutablePointer(to: &context) { pointer in
      XML_SetUserData(expat, pointer)
      setHandlers(expat)
      return bytes.withMemoryRebound(to: CChar.self) { characters in
        XML_Parse(expat, characters.baseAddress, Int32(characters.count), 1)
      }
    }
    if let error = context.error { throw error }
    guard status == XML_STATUS_OK else {
      let reason = XML_ErrorString(XML_GetErrorCode(expat)).map { String(cString: $0) }
      throw .malformedXML(
        file: context.parser.file, line: Int(XML_GetCurrentLineNumber(expat)),
        reason: reason ?? "unknown error")
    }
    return context.parser
  }

  private static func setHandlers(_ expat: XML_Parser) {
    XML_SetStartDoctypeDeclHandler(expat) { pointer, _, _, _, _ in
      pointer?.assumingMemoryBound(to: Context.self).pointee.run {
        (context) throws(CascadeError) in
        throw .documentType(file: context.parser.file, line: context.line)
      }
    }
    XML_SetElementHandler(
      expat,
      { pointer, name, _ in
        guard let name else { return }
        pointer?.assumingMemoryBound(to: Context.self).pointee.run {
          (context) throws(CascadeError) in
          try context.parser.start(name, line: context.line)
          context.updateTextHandler()
        }
      },
      { pointer, _ in
        pointer?.assumingMemoryBound(to: Context.self).pointee.run {
          (context) throws(CascadeError) in
          try context.parser.end()
          context.updateTextHandler()
        }
      })
  }

  private static let addText: XML_CharacterDataHandler = { pointer, characters, count in
    guard let characters else { return }
    let bytes = UnsafeRawBufferPointer(start: characters, count: Int(count))
    pointer?.assumingMemoryBound(to: Context.self).pointee.run {
      (context) throws(CascadeError) in try context.parser.characters(bytes)
    }
  }
}
