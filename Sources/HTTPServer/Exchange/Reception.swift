/// What a handler makes of a request head. It decides on the thread that serves all connections,
/// so it must not block.
public enum Reception {
  /// An answer that needs no body. A small body is passed over, a large one ends the connection.
  case answer(Answer)
  /// The body is wanted: `100 Continue` is sent where the client waits for it.
  case body(any BodySink)
}

/// An answer, or the promise of one.
public enum Answer {
  case now(ServerResponse)
  /// The closure is called at once, on the thread that serves all connections: it hands the reply
  /// to whatever does the work, and returns.
  case later(@Sendable (Reply) -> Void)
}

/// Where the body of one request goes, piece by piece as it comes, on the thread that serves all
/// connections. Nothing is buffered in front of it: it must take bytes quickly.
public protocol BodySink {
  /// Called once, before the first bytes.
  ///
  /// - Parameter flow: to hold the body back while bytes cannot be taken.
  mutating func begin(_ flow: BodyFlow)

  /// Takes some bytes of the body, without their framing.
  ///
  /// - Returns: an answer if the rest of the body is not wanted, else nil.
  mutating func receive(_ bytes: ArraySlice<UInt8>) -> Answer?

  /// Says that the body is whole, or why it will never be. Called once, unless `receive` answered.
  /// A sink that goes away uncalled belonged to a connection that was cut off.
  mutating func finish(_ failure: RequestBodyError?) -> Answer
}

extension BodySink {
  /// Most sinks can always take more.
  public mutating func begin(_ flow: BodyFlow) {}
}

/// A sink that keeps a small body in memory.
public struct CollectedBody: BodySink {
  private let limit: Int
  private let answer: (Result<[UInt8], RequestBodyError>) -> Answer
  private var bytes: [UInt8] = []

  /// - Parameters:
  ///   - limit: the most bytes that are kept; a longer body fails with `tooLarge`.
  ///   - answer: called once, with the whole body or with why there is none.
  public init(limit: Int, answer: @escaping (Result<[UInt8], RequestBodyError>) -> Answer) {
    self.limit = limit
    self.answer = answer
  }

  public mutating func receive(_ bytes: ArraySlice<UInt8>) -> Answer? {
    guard bytes.count <= limit - self.bytes.count else {
      return answer(.failure(.tooLarge(limit: limit)))
    }
    self.bytes += bytes
    return nil
  }

  public mutating func finish(_ failure: RequestBodyError?) -> Answer {
    if let failure { return answer(.failure(failure)) }
    return answer(.success(bytes))
  }
}
