import HTTPTypes

extension Connection {
  /// How long the end of a body that nobody wants may take to arrive.
  private static let skipTimeout = Duration.milliseconds(100)
  private static let continueResponse = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  // Each of these says whether there is something to go on with at once.

  func takeHead(_ input: inout ArraySlice<UInt8>, _ now: Instant) -> Bool {
    let hadBegun = parser.hasBegun
    do throws(RequestHeadError) {
      if let head = try parser.consume(&input) {
        hasMoreInput = !input.isEmpty
        begin(head, now)
        return true
      }
    } catch {
      loop.logger.debug("A request was refused: \(error.description)")
      refuse(error.status, error.description, now)
      return true
    }
    if parser.hasBegun, !hadBegun {
      deadline = (isFirst ? opened : now) + loop.configuration.headTimeout
    }
    return false
  }

  private func begin(_ head: RequestHead, _ now: Instant) {
    isFirst = false
    requestsInTurn += 1
    loop.connectionWorks(self)
    let exchange = Exchange(head: head, configuration: loop.configuration, now: now)
    let request = IncomingRequest(head: head, clientAddress: clientAddress)
    switch loop.handler(request) {
    case .answer(let answer): give(answer, to: exchange, now)
    case .body(let sink):
      exchange.sink = sink
      let flow = loop.makeFlow(for: self)
      exchange.flow = flow
      exchange.sink?.begin(flow)
      phase = .body(exchange)
      deadline = exchange.paceDeadline
      if exchange.isBodyRead { return finishBody(of: exchange, nil, now) }
      if isTooLarge(exchange) { return finishBody(of: exchange, tooLarge, now) }
      if exchange.owesContinue {
        exchange.owesContinue = false
        output.append(Self.continueResponse)
        flush(now)
      }
    }
  }

  private var tooLarge: RequestBodyError {
    .tooLarge(limit: loop.configuration.maximumBodyBytes)
  }

  /// Whether a length or the size of a chunk says already that the body will be too large.
  private func isTooLarge(_ exchange: Exchange) -> Bool {
    let limit = loop.configuration.maximumBodyBytes
    return exchange.receivedBytes > limit
      || exchange.decoder.expectedDataBytes > limit - exchange.receivedBytes
  }

  func takeBody(
    of exchange: Exchange, _ input: inout ArraySlice<UInt8>, _ now: Instant
  ) -> Bool {
    // However small its chunks are, the sink is given what was received in one piece.
    var gathered: [UInt8] = []
    while true {
      let event: BodyDecoder.Event?
      do throws(BodyFramingError) {
        event = try exchange.decoder.next(&input)
        hasMoreInput = !input.isEmpty
      } catch {
        finishBody(of: exchange, .malformed(error), now)
        return true
      }
      if case .data(let data) = event {
        exchange.receivedBytes += data.count
        if !isTooLarge(exchange), !input.isEmpty || !gathered.isEmpty {
          gathered += data
          continue
        }
      }
      if isTooLarge(exchange) {
        finishBody(of: exchange, tooLarge, now)
        return true
      }
      if !gathered.isEmpty, let answer = exchange.sink?.receive(gathered[...]) {
        give(answer, to: exchange, now)
        return true
      }
      gathered = []
      switch event {
      case .data(let data):
        guard let answer = exchange.sink?.receive(data) else { continue }
        give(answer, to: exchange, now)
        return true
      case .end:
        finishBody(of: exchange, nil, now)
        return true
      case nil: return false
      }
    }
  }

  func finishBody(of exchange: Exchange, _ failure: RequestBodyError?, _ now: Instant) {
    if failure != nil { exchange.hasFailed = true }
    guard let answer = exchange.sink?.finish(failure) else { return close() }
    give(answer, to: exchange, now)
  }

  /// Takes an answer, or begins to wait for it.
  private func give(_ answer: Answer, to exchange: Exchange, _ now: Instant) {
    exchange.sink = nil
    switch answer {
    case .now(let response): self.answer(response, to: exchange, now)
    case .later(let work):
      phase = .handling(exchange)
      deadline = nil
      let reply = loop.makeReply(for: self)
      exchange.reply = reply
      work(Reply(reply))
    }
  }

  /// Sends a whole response once the rest of the body is out of the way.
  func answer(_ response: ServerResponse, to exchange: Exchange, _ now: Instant) {
    // With 100 Continue not sent, nobody knows whether the body will come.
    let mayBeSkipped =
      !exchange.hasFailed && !exchange.owesContinue
      && exchange.decoder.expectedDataBytes <= loop.configuration.maximumSkippedBodyBytes
    if exchange.isBodyRead || !mayBeSkipped { return send(response, for: exchange, now) }
    droppedBytes = 0
    phase = .skipping(exchange, response)
    deadline = now + Self.skipTimeout
  }

  /// Drops the rest of a body that nobody wants, if that is little.
  func skipBody(
    of exchange: Exchange, before response: ServerResponse, _ input: inout ArraySlice<UInt8>,
    _ now: Instant
  ) -> Bool {
    let maximum = loop.configuration.maximumSkippedBodyBytes
    do throws(BodyFramingError) {
      while exchange.decoder.expectedDataBytes <= maximum - droppedBytes {
        switch try exchange.decoder.next(&input, maximumCount: maximum - droppedBytes) {
        case .data(let data): droppedBytes += data.count
        case .end:
          hasMoreInput = !input.isEmpty
          send(response, for: exchange, now)
          return true
        case nil:
          if input.isEmpty { return false }
          exchange.hasFailed = true
          send(response, for: exchange, now)
          return true
        }
      }
    } catch {
      exchange.hasFailed = true
    }
    send(response, for: exchange, now)
    return true
  }

  // MARK: A client that may have left

  func peerStopped(_ now: Instant) {
    switch phase {
    case .handling(let exchange):
      exchange.peerStopped = true
      probe(exchange, now)
    case .streaming(let exchange):
      exchange.peerStopped = true
      if output.isEmpty { beat(exchange, now) }
    default: break
    }
  }

  /// Sends what a client passes over and a closed socket answers with a reset.
  func probe(_ exchange: Exchange, _ now: Instant) {
    guard exchange.peerStopped, !exchange.hasProbed, exchange.head.version == .http11,
      exchange.reply?.isWatched == true
    else { return }
    exchange.hasProbed = true
    output.append(Self.continueResponse)
    flush(now)
  }
}
