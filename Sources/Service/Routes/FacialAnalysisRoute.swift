import FacialAnalysis
import HTTPServer
import HTTPTypes
import Logging
import Workers

/// `POST /api/facial-analysis/`: a video in, the answer out (specs/service.md §1).
struct FacialAnalysisRoute: Sendable {
  static let path = "/api/facial-analysis/"

  let engine: EngineSlot
  let gate: JobGate
  let configuration: ServiceConfiguration
  let metrics: ServiceMetrics
  let isDraining: @Sendable () -> Bool
  let logger: Logger

  /// Every frame of an hour at 60 a second: more would be no sampling.
  private static let everyRange = 1...216_000
  private static let rateRange = 1...60

  var route: Route {
    Route(path: Self.path, method: .post, isProtected: true) { exchange, context throws(Problem) in
      try answer(exchange, context)
    }
  }

  private func answer(
    _ exchange: borrowing HTTPExchange, _ context: RequestContext
  ) throws(Problem) -> ServerResponse {
    if isDraining() { throw .draining }
    guard let engine = engine.engine else { throw .modelNotLoaded }
    let options = try analysisOptions(context.query)
    let reportOptions = ReportOptions(
      timeline: try context.query.flag("timeline"), timing: try context.query.flag("timing"))

    guard gate.enter() else { throw .queueFull }
    defer { gate.leave() }
    let start = ContinuousClock.now
    let file = try VideoUpload.receive(exchange, folder: configuration.temporaryFolder)
    metrics.record(.upload, .now - start)
    metrics.countUpload(bytes: file.count)
    let answer = try analyze(
      file.descriptor, with: engine, options: options, for: exchange, context)
    metrics.count(answer.analysis)
    do throws(AnalysisError) {
      return ServerResponse(
        status: .ok, contentType: "application/json",
        body: try answer.report(reportOptions).json(),
        headerFields: Self.serverTiming(answer.analysis.timing))
    } catch {
      throw problem(for: .analysis(error), context)
    }
  }

  private func analyze(
    _ descriptor: Int32, with engine: any AnalysisEngine, options: AnalysisOptions,
    for exchange: borrowing HTTPExchange, _ context: RequestContext
  ) throws(Problem) -> EngineAnswer {
    let arrival = ContinuousClock.now
    gate.waitForTurn()
    metrics.record(.queue, .now - arrival)
    defer { gate.endTurn() }
    var clientHasLeft = false
    var nextLook = ContinuousClock.now
    do throws(EngineError) {
      return try engine.analyze(
        descriptor: descriptor, options: options, deadline: configuration.analysisDeadline
      ) { _ in
        // Asking the socket costs a system call: not after every sample.
        guard ContinuousClock.now >= nextLook else { return true }
        nextLook = .now + .milliseconds(100)
        clientHasLeft = exchange.clientHasLeft
        return !clientHasLeft
      }
    } catch {
      if clientHasLeft { throw .clientLeft }
      throw problem(for: error, context)
    }
  }

  private func problem(for error: EngineError, _ context: RequestContext) -> Problem {
    switch error {
    case .analysis(.internal(let reason)), .crashed(let reason), .notReady(let reason):
      // Nothing of it is for the client.
      logger.error("\(reason)", metadata: ["request": "\(context.identifier)"])
    case .analysis, .deadline, .memory, .lost: break
    }
    return Problem(error, deadline: configuration.analysisDeadline)
  }

  private func analysisOptions(_ query: Query) throws(Problem) -> AnalysisOptions {
    let every = try query.integer("every", in: Self.everyRange)
    let rate = try query.integer("fps", in: Self.rateRange)
    if every != nil && rate != nil {
      throw .badRequest("The parameters every and fps exclude each other; give one of them.")
    }
    var options = AnalysisOptions(limits: configuration.limits)
    if let every { options.sampling = .everyNthFrame(every) }
    if let rate { options.sampling = .perSecond(Double(rate)) }
    return options
  }

  /// How long each stage took, for the browser's tools and for measurements; not in the body, so
  /// that the same video gives the same bytes.
  private static func serverTiming(_ timing: StageTiming) -> HTTPFields {
    guard let name = HTTPField.Name.serverTiming else { return [:] }
    let text = timing.stages.map { name, time in
      "\(name);dur=\(Int((time / .milliseconds(1)).rounded()))"
    }
    return [name: text.joined(separator: ", ")]
  }
}
