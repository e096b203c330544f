import HTTPTypes

extension Connection {
  private static let drainLingerTimeout = Duration.seconds(1)
  private static let refusalLinger = Duration.seconds(1)

  // MARK: Whole responses

  func send(_ response: ServerResponse, for exchange: Exchange, _ now: Instant) {
    let sequel = sequel(of: exchange, response.head)
    let serializer = serializer(for: exchange, sequel)
    output.append(serializer.bytes(ofHead: response.head, .known(response.body.count)))
    if serializer.sendsBody(of: response.head) { output.append(response.body) }
    complete(exchange, sequel, now)
  }

  /// Answers for the server itself and ends the connection.
  func refuse(_ status: HTTPResponse.Status, _ reason: String, _ now: Instant) {
    send(refusing: loop.errorResponse(status, reason), now)
  }

  func send(refusing response: ServerResponse, _ now: Instant) {
    loop.connectionWorks(self)
    output.append(ResponseSerializer(closes: true, date: loop.date).bytes(of: response))
    phase = .sending(.lingers)
    deadline = now + loop.configuration.responseTimeout
    flush(now)
  }

  private func sequel(of exchange: Exchange, _ head: HTTPResponse) -> Sequel {
    let hasMore = hasMoreInput || !pending.isEmpty
    let wantsClose = head.headerFields[values: .connection].contains { $0.utf8.spells("close") }
    // What was pipelined behind this request is still answered when the server drains.
    let mustStop = wantsClose || (loop.isDraining && !hasMore)
    let isBodyRead = exchange.isBodyRead && !exchange.hasFailed
    if isBodyRead && exchange.head.persists && !mustStop { return .persists }
    return isBodyRead && !exchange.head.persists && !hasMore ? .closes : .lingers
  }

  private func serializer(for exchange: Exchange, _ sequel: Sequel) -> ResponseSerializer {
    var closes = true
    if case .persists = sequel { closes = false }
    return ResponseSerializer(
      isAnswerToHead: exchange.head.request.method == .head, closes: closes,
      version: exchange.head.version, date: loop.date)
  }

  private func complete(_ exchange: Exchange, _ sequel: Sequel, _ now: Instant) {
    exchange.reply?.complete()
    phase = .sending(sequel)
    deadline = now + loop.configuration.responseTimeout
    flush(now)
  }

  // MARK: Streams

  /// Takes what has been answered since the last time.
  func takeNews(_ now: Instant) {
    switch phase {
    case .handling(let exchange):
      guard let reply = exchange.reply else { return }
      let news = reply.take(withPieces: false)
      if let response = news.response {
        answer(response, to: exchange, now)
      } else if let stream = news.stream {
        begin(stream, for: exchange, now)
      } else if news.isOverflowing {
        clientIsGone()
      } else {
        probe(exchange, now)
      }
    case .streaming(let exchange): continueStream(exchange, now)
    default: break
    }
  }

  private func begin(_ stream: ReplyState.StreamHead, for exchange: Exchange, _ now: Instant) {
    exchange.heartbeat = stream.heartbeat
    let sequel = streamSequel(exchange)
    let serializer = serializer(for: exchange, sequel)
    output.append(
      serializer.bytes(
        ofHead: stream.head, exchange.head.version == .http10 ? .untilClose : .chunked))
    phase = .streaming(exchange)
    deadline = now + loop.configuration.responseTimeout
    flush(now)
    guard case .streaming = phase, output.isEmpty else { return }
    if exchange.peerStopped { beat(exchange, now) }
    continueStream(exchange, now)
  }

  /// Only a client that can see the end of the stream may go on after it.
  private func streamSequel(_ exchange: Exchange) -> Sequel {
    let sequel = sequel(of: exchange, HTTPResponse(status: .ok))
    if case .persists = sequel, exchange.head.version == .http10 { return .closes }
    return sequel
  }

  /// Moves what there is of the stream to the socket, as far as that takes it.
  func continueStream(_ exchange: Exchange, _ now: Instant) {
    guard let reply = exchange.reply else { return close() }
    let news = reply.take(withPieces: output.isEmpty)
    if news.isOverflowing { return clientIsGone() }
    let isBare = exchange.head.request.method == .head
    let isChunked = exchange.head.version == .http11
    if !isBare { for piece in news.pieces { appendChunk(piece, isChunked: isChunked) } }
    if news.hasFinished {
      if isChunked, !isBare { output.append(Array("0\r\n\r\n".utf8)) }
      return complete(exchange, streamSequel(exchange), now)
    }
    if !news.pieces.isEmpty {
      deadline = now + loop.configuration.responseTimeout
      flush(now)
    }
  }

  /// Shows that the stream goes on, and finds out whether the client does.
  func beat(_ exchange: Exchange, _ now: Instant) {
    if !exchange.heartbeat.isEmpty {
      appendChunk(exchange.heartbeat, isChunked: exchange.head.version == .http11)
    }
    deadline = now + loop.configuration.responseTimeout
    flush(now)
  }

  private func appendChunk(_ bytes: [UInt8], isChunked: Bool) {
    if isChunked { output.append(Array("\(String(bytes.count, radix: 16))\r\n".utf8)) }
    output.append(bytes)
    if isChunked { output.append([.carriageReturn, .lineFeed]) }
  }

  // MARK: Bytes

  /// Sends what the socket takes. Once it has all, the phase goes on.
  func flush(_ now: Instant) {
    var hasProgressed = false
    while let piece = output.next {
      switch socket.send(piece) {
      case .bytes(let count):
        output.sent(count)
        hasProgressed = true
      case .wouldBlock:
        // A stream has no end by which to judge its reader: any progress will do.
        if hasProgressed, case .streaming = phase {
          deadline = now + loop.configuration.responseTimeout
        }
        return
      case .end, .failed:
        output = Output()
        // While a body is received the end shows at the reading.
        if case .body = phase { return }
        return clientIsGone()
      }
    }
    switch phase {
    case .sending(let sequel): follow(sequel, now)
    case .streaming: deadline = now + loop.configuration.heartbeatInterval
    default: break
    }
  }

  private func follow(_ sequel: Sequel, _ now: Instant) {
    switch sequel {
    case .persists:
      parser = RequestHeadParser(limits: loop.configuration.headLimits)
      phase = .head
      deadline = now + loop.configuration.keepAliveTimeout
      loop.connectionWaits(self, now)
      shortenForDrain(now)
    case .closes: close()
    case .lingers: linger(now)
    }
  }

  /// Closes the sending side and drops what still comes, for a bounded time: a plain close with
  /// bytes unread would send a reset, which can destroy the response on its way
  /// (RFC 9112 section 9.6).
  private func linger(_ now: Instant) {
    loop.connectionWaits(self, now)
    socket.stopSending()
    phase = .lingering
    droppedBytes = 0
    let timeout = loop.configuration.lingerTimeout
    deadline = now + (isRefused ? min(timeout, Self.refusalLinger) : timeout)
    shortenForDrain(now)
  }

  /// Once the server drains, who does not bring a request is not waited for as long.
  func shortenForDrain(_ now: Instant) {
    guard let drainStart = loop.drainStart, let deadline else { return }
    switch phase {
    case .head where !parser.hasBegun && pending.isEmpty:
      self.deadline = min(deadline, drainStart + ServerLoop.drainGrace)
    case .lingering: self.deadline = min(deadline, now + Self.drainLingerTimeout)
    default: break
    }
  }
}
