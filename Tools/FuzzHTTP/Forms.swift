/// libFuzzer's entry: the value of a Content-Type up to the first line end, and the form. What is
/// found must not depend on how the bytes are divided, and nothing more may come out than went in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForms(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let (seed, bytes) = fuzzInput(start, count) else { return 0 }
  let line = bytes.prefix { $0 != .lineFeed }
  let contentType = String(decoding: line, as: UTF8.self)
  guard let boundary = try? MultipartParser.boundary(fromContentType: contentType) else { return 0 }
  precondition((1...70).contains(boundary.utf8.count))
  let form = bytes[line.endIndex...].dropFirst()
  guard var whole = try? FormReading(boundary: boundary),
    var divided = try? FormReading(boundary: boundary)
  else { preconditionFailure("a boundary that was read is no boundary") }
  whole.consume(form)
  var divisions = Divisions(form, seed: seed)
  while let piece = divisions.next() { divided.consume(piece) }
  whole.finish()
  divided.finish()
  precondition(whole.hasFailed == divided.hasFailed)
  if !whole.hasFailed { precondition(whole.parts == divided.parts) }
  precondition(whole.dataBytes <= form.count && divided.dataBytes <= form.count)
  return 0
}

/// What a server makes of the bytes of one form.
private struct FormReading {
  struct Part: Equatable {
    var part: MultipartPart
    var data: [UInt8] = []
  }

  private(set) var parts: [Part] = []
  private(set) var hasFailed = false
  private var isInPart = false
  private var hasEnded = false
  private var parser: MultipartParser

  var dataBytes: Int { parts.reduce(0) { $0 + $1.data.count } }

  init(boundary: String) throws {
    parser = try MultipartParser(
      boundary: boundary, limits: MultipartLimits(maximumParts: 5, maximumPartHeaderBytes: 300))
  }

  mutating func consume(_ bytes: ArraySlice<UInt8>) {
    var input = bytes
    do {
      while !hasFailed, let event = try parser.next(&input) { take(event) }
      precondition(hasFailed || input.isEmpty)
    } catch {
      hasFailed = true
    }
  }

  private mutating func take(_ event: MultipartEvent) {
    precondition(!hasEnded)
    switch event {
    case .partBegan(let part):
      precondition(!isInPart && parts.count < 5)
      isInPart = true
      parts.append(Part(part: part))
    case .partData(let data):
      precondition(isInPart && !data.isEmpty)
      parts[parts.count - 1].data += data
    case .partEnded:
      precondition(isInPart)
      isInPart = false
    case .ended:
      precondition(!isInPart)
      hasEnded = true
    }
  }

  mutating func finish() {
    if hasFailed { return }
    do {
      try parser.finish()
      precondition(hasEnded)
    } catch {
      hasFailed = true
    }
  }
}
