import ArgumentParser
import Glibc
import IsolatedKeras
import Isolation
import Keras
import NeuralNetwork

/// How long a fresh process, started as workers are, takes until a model is ready, from the call
/// that starts the process.
enum StartupTiming {
  private static let argument = "--time-child"
  private static let runs = 21

  /// Does the measured work and ends the process, when its arguments ask for it.
  static func runIfAsked(_ arguments: [String]) {
    guard arguments.count == 3, arguments[0] == argument, let start = Int(arguments[1]) else {
      return
    }
    var stages: [(name: String, wall: Int, processor: Int)] = []
    func note(_ name: String) {
      stages.append((name, now() - start, now(CLOCK_PROCESS_CPUTIME_ID)))
    }
    note("program running")
    guard let model = model(arguments[2], note: note),
      let plan = try? Plan(model.graph.optimized(), maximumBatch: 1)
    else { _exit(1) }
    note("plan made")
    let context = plan.makeContext()
    let inputs = plan.inputShapes.map { [Float](repeating: 0.5, count: $0.count) }
    note("ready")
    guard (try? context.predict(inputs, batch: 1)) != nil else { _exit(1) }
    note("first result")
    let text = stages.map { "\($0.name)=\($0.wall)=\($0.processor)" }.joined(separator: "\n")
    DisposableProcess.finish(with: Array(text.utf8))
  }

  private static func model(_ path: String, note: (String) -> Void) -> KerasModel? {
    if let pack = try? PackedModel(contentsOf: path) {
      note("packed file mapped")
      guard (try? pack.checkData()) != nil else { return nil }
      note("packed file checked")
      let model = try? KerasModel(pack)
      note("model read")
      return model
    }
    let model = try? KerasModel(contentsOf: path)
    note("model read")
    return model
  }

  /// The median of each stage over several fresh processes, and of loading through a process of
  /// its own.
  static func text(file: String, program: String) throws -> String {
    var stages: [String] = []
    var times: [String: [Int]] = [:]
    var processorTimes: [String: [Int]] = [:]
    for _ in 0..<runs {
      let process = DisposableProcess(
        program: program, arguments: [argument, String(now()), file],
        environment: ProgramEnvironment.computing, deadline: .seconds(60),
        maximumAnswer: 1 << 16)
      guard let outcome = try? process.run(inputs: []) else {
        throw ValidationError("\(file) does not run with an input of fixed shape; try --summary.")
      }
      stages = []
      for line in String(decoding: outcome.answer, as: UTF8.self).split(separator: "\n") {
        let parts = line.split(separator: "=")
        guard parts.count == 3, let time = Int(parts[1]), let processor = Int(parts[2]) else {
          continue
        }
        processorTimes[String(parts[0]), default: []].append(processor)
        stages.append(String(parts[0]))
        times[String(parts[0]), default: []].append(time)
      }
    }
    let isolated = try? isolatedTimes(file, program: program)
    let table = TextTable(
      heads: ["stage", "median", "fastest", "processor"], wordColumns: 1,
      rows: stages.map { [$0] + row(times[$0] ?? []) + [fastest(processorTimes[$0] ?? [])] }
        + (isolated.map {
          [["in a process apart, in all"] + row($0.wall) + [fastest($0.processor)]]
        } ?? []))
    let head = "\(file): milliseconds from the start of a fresh process, \(runs) times"
    return ([head] + table.lines).joined(separator: "\n")
  }

  private static func row(_ times: [Int]) -> [String] {
    [times.isEmpty ? "?" : milliseconds(times.sorted()[times.count / 2]), fastest(times)]
  }

  private static func fastest(_ times: [Int]) -> String {
    times.min().map(milliseconds) ?? "?"
  }

  private static func isolatedTimes(
    _ file: String, program: String
  ) throws -> (wall: [Int], processor: [Int]) {
    let loader = IsolatedLoader(program: program)
    var times: (wall: [Int], processor: [Int]) = ([], [])
    for _ in 0..<runs {
      let (start, processorStart) = (now(), processorTime())
      _ = try loader.model(at: file)
      times.wall.append(now() - start)
      times.processor.append(processorTime() - processorStart)
    }
    return times
  }

  /// Nanoseconds of processor time of this process and of its children that have ended.
  private static func processorTime() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
    let children = [usage.ru_utime, usage.ru_stime]
      .reduce(0) { $0 + $1.tv_sec * 1_000_000_000 + Int($1.tv_usec) * 1_000 }
    return now(CLOCK_PROCESS_CPUTIME_ID) + children
  }

  private static func milliseconds(_ nanoseconds: Int) -> String {
    "\(Double(nanoseconds / 10_000) / 100)"
  }

  /// Nanoseconds of a clock, by default of the one that all processes share.
  private static func now(_ clock: clockid_t = CLOCK_MONOTONIC) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
