/// libFuzzer's entry: a connection's worth of requests. The verdict must not depend on how the
/// bytes are divided, and nothing more may come out than went in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzRequests(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let (seed, bytes) = fuzzInput(start, count) else { return 0 }
  var whole = RequestReading()
  whole.consume(bytes)
  var divided = RequestReading()
  var divisions = Divisions(bytes, seed: seed)
  while let piece = divisions.next() { divided.consume(piece) }
  precondition(whole.hasFailed == divided.hasFailed)
  precondition(whole.bodyBytes + divided.bodyBytes <= 2 * bytes.count)
  // Which mistake of a refused request is found first depends on the divisions; what came before
  // it does not.
  precondition(whole.heads == divided.heads)
  if !whole.hasFailed {
    precondition(whole.bodies == divided.bodies && whole.isInHead == divided.isInHead)
  }
  return 0
}

/// What a server makes of the bytes of one connection.
private struct RequestReading {
  private static let limits = RequestHeadLimits(
    maximumBytes: 2000, maximumTargetBytes: 500, maximumFields: 20)

  private(set) var heads: [RequestHead] = []
  private(set) var bodies: [[UInt8]] = []
  private(set) var hasFailed = false
  private var parser = RequestHeadParser(limits: limits)
  private var decoder: BodyDecoder?

  var bodyBytes: Int { bodies.reduce(0) { $0 + $1.count } }
  var isInHead: Bool { decoder == nil }

  mutating func consume(_ bytes: ArraySlice<UInt8>) {
    var input = bytes
    do {
      while !hasFailed, try step(&input) {}
    } catch {
      hasFailed = true
    }
  }

  /// - Returns: whether there may be more in the input.
  private mutating func step(_ input: inout ArraySlice<UInt8>) throws -> Bool {
    guard var body = decoder else {
      guard let head = try parser.consume(&input) else {
        precondition(input.isEmpty)
        return false
      }
      check(head)
      heads.append(head)
      bodies.append([])
      parser = RequestHeadParser(limits: Self.limits)
      decoder = BodyDecoder(framing: head.framing)
      return true
    }
    // Taken out, so that it is changed in its place.
    decoder = nil
    let event = try body.next(&input)
    switch event {
    case .data(let data):
      precondition(!data.isEmpty)
      bodies[bodies.count - 1] += data
      decoder = body
      return true
    case .end: return true
    case nil:
      precondition(input.isEmpty)
      decoder = body
      return false
    }
  }

  /// What everybody behind the parser relies on.
  private func check(_ head: RequestHead) {
    let fields = head.request.headerFields
    precondition(fields.count <= Self.limits.maximumFields)
    precondition(head.version == .http10 || head.request.authority != nil)
    precondition(fields[values: .transferEncoding].isEmpty || fields[.contentLength] == nil)
    if case .length(let length) = head.framing { precondition(length >= 0) }
    for field in fields {
      precondition(field.value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 })
    }
    let path = head.request.path ?? ""
    precondition(path.first == "/" || path == "*")
    precondition(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
  }
}
