import AnalysisResult
import HTTPServer
import HTTPTypes
import Logging
import Workers

/// `POST /api/facial-analysis/`: a video in, the answer out (specs/service.md §1).
struct FacialAnalysisRoute: Sendable {
  static let path = "/api/facial-analysis/"

  let engine: EngineSlot
  let queue: JobQueue
  let configuration: ServiceConfiguration
  let store: UploadStore
  let metrics: ServiceMetrics
  let isDraining: @Sendable () -> Bool
  let logger: Logger

  /// Every frame of an hour at 60 a second: more would be no sampling.
  private static let everyRange = 1...216_000
  private static let rateRange = 1...60

  /// What is asked of one video.
  private struct Order: Sendable {
    var engine: any AnalysisEngine
    var options: AnalysisOptions
    var reportOptions: ReportOptions
    var takesEvents: Bool
  }

  var route: Route {
    Route(path: Self.path, method: .post, isProtected: true) {
      request, context throws(Problem) in
      .body(try upload(request, context))
    }
  }

  /// Checks all that the head tells, so that nobody uploads a video in vain.
  private func upload(
    _ request: IncomingRequest, _ context: RequestContext
  ) throws(Problem) -> VideoUpload {
    if isDraining() { throw .draining }
    guard let engine = engine.engine else { throw .modelNotLoaded }
    let order = Order(
      engine: engine, options: try analysisOptions(context.query),
      reportOptions: ReportOptions(
        timeline: try context.query.flag("timeline"), timing: try context.query.flag("timing")),
      takesEvents: EventStream.isAccepted(by: request.request))
    if queue.isFull { throw .queueFull }
    let start = ContinuousClock.now
    let receiving = queue.receiving()
    return try VideoUpload(request, limits: configuration.form, store: store) { received in
      // Counted until here.
      withExtendedLifetime(receiving) {}
      switch received {
      case .failure(let problem): return .now(context.complete(problem))
      case .success(let file):
        metrics.record(.upload, .now - start)
        metrics.countUpload(bytes: file.count)
        return .later { reply in
          submit(
            file, order, AnalysisAudience(reply, context, takesEvents: order.takesEvents), context)
        }
      }
    }
  }

  /// Hands a complete upload to the queue.
  private func submit(
    _ file: TemporaryFile, _ order: Order, _ audience: AnalysisAudience, _ context: RequestContext
  ) {
    if queue.isFull { return audience.refuse(.queueFull) }
    audience.begin()
    let arrival = ContinuousClock.now
    let ticket = queue.makeTicket()
    audience.reply.onClientLeft { queue.withdraw(ticket) }
    let isTaken = queue.submit(
      JobQueue.Job(
        ticket: ticket, isWaiting: { audience.queued(position: $0) },
        run: {
          metrics.record(.queue, .now - arrival)
          audience.progress(.queue, 1)
          return run(file, order, audience, context)
        },
        wasWithdrawn: { audience.end(.clientLeft) }))
    if !isTaken { audience.end(.queueFull) }
  }

  /// - Returns: what tells the client the outcome.
  private func run(
    _ file: TemporaryFile, _ order: Order, _ audience: AnalysisAudience,
    _ context: RequestContext
  ) -> @Sendable () -> Void {
    do throws(Problem) {
      let answer = try analyze(file, order, audience, context)
      metrics.count(answer.analysis)
      audience.progress(.score, 0)
      let response = try response(answer, order, context)
      return { audience.end(response) }
    } catch {
      return { audience.end(error) }
    }
  }

  /// Blocks until the video is analysed, its client has left or its time is up.
  private func analyze(
    _ file: TemporaryFile, _ order: Order, _ audience: AnalysisAudience,
    _ context: RequestContext
  ) throws(Problem) -> EngineAnswer {
    var told = -1
    var options = order.options
    // Processors that no other video needs.
    options.segmentsAtOnce =
      configuration.maximumRunningJobs / max(1, queue.occupancy.running)
    do throws(EngineError) {
      return try order.engine.analyze(
        descriptor: file.descriptor, options: options,
        deadline: configuration.analysisDeadline
      ) { progress in
        let percent = Int(progress.share * 100)
        if percent != told {
          told = percent
          audience.progress(.analysis, progress.share)
        }
        return !audience.reply.clientHasLeft
      }
    } catch {
      if audience.reply.clientHasLeft { throw .clientLeft }
      throw problem(for: error, context)
    }
  }

  private func response(
    _ answer: EngineAnswer, _ order: Order, _ context: RequestContext
  ) throws(Problem) -> ServerResponse {
    do throws(AnalysisError) {
      return ServerResponse(
        status: .ok, contentType: "application/json",
        body: try answer.report(order.reportOptions).json(),
        headerFields: Self.serverTiming(answer.analysis.timing))
    } catch {
      throw problem(for: .analysis(error), context)
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
    options.scope = try query.word("scope", of: AnalysisScope.self) ?? .full
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
