import FacialAnalysis
import Glibc
import Isolation
import NeuralNetwork
import StartupPages
import Workers

/// The inside of a worker: loads the engine, closes the doors, and analyses one video after another
/// (specs/service.md §4).
public enum WorkerProcess {
  /// Does the work and ends the process, when its arguments (without the program's name) ask for it;
  /// returns at once otherwise. A program calls it before anything else.
  public static func runIfAsked(_ arguments: [String]) {
    guard arguments == [WorkerProtocol.argument] else { return }
    // A terminal and a supervisor send these to the whole group, and the parent decides what becomes
    // of the video in hand; whoever ends workers does it by SIGKILL or by ending the parent.
    for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { signal(number, SIG_IGN) }
    var link = ParentLink(socket: MessageSocket(descriptor: WorkerProtocol.socket))
    link.closeForeignDescriptors()
    guard let setup = link.setup() else { _exit(Status.setup.rawValue) }
    Analyzer.prepareProcess()
    let loaded: (analyzer: Analyzer, warnings: [String])
    do throws(AnalyzerError) {
      loaded = try setup.engine.load()
      try loaded.analyzer.warmUp()
    } catch {
      link.refuse(error.description)
    }
    let measures = lockDown(setup, &link)
    startup_pages_release()
    link.say(
      WorkerReady(
        model: AnalysisReport.Model(loaded.analyzer.model), measures: measures.rawValue,
        warnings: loaded.warnings), as: .ready)
    serve(loaded.analyzer, &link)
  }

  /// Why a process ends without a word.
  enum Status: Int32 {
    case setup = 2
    case encoding = 3
    case orphan = 4
  }

  private static func lockDown(
    _ setup: WorkerSetup, _ link: inout ParentLink
  ) -> Confinement.Measures {
    let confinement = Confinement(
      addressSpace: heldAddressSpace() + setup.addressSpace,
      processorSeconds: setup.processorSeconds,
      profile: .decodingVideos(socket: WorkerProtocol.socket))
    do throws(IsolationError) {
      let measures = try confinement.apply()
      // The death signal is not sent for a parent that died before it was asked for.
      guard getppid() == setup.parent else { _exit(Status.orphan.rawValue) }
      return measures
    } catch {
      link.refuse(error.description)
    }
  }

  /// Bytes of address space that this process has: libraries, models and the memory of matrix
  /// products, most of which is never touched. The first number of /proc/self/statm, in pages.
  private static func heldAddressSpace() -> Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    let bytes = [UInt8](unsafeUninitializedCapacity: 128) { buffer, count in
      count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
    }
    let pages = String(decoding: bytes, as: UTF8.self).split(separator: " ").first.flatMap {
      Int($0)
    }
    return (pages ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  private static func serve(_ analyzer: Analyzer, _ link: inout ParentLink) -> Never {
    while let request = link.nextRequest() {
      let reporter = ProgressReporter(link.socket)
      let socket = link.socket
      do throws(AnalysisError) {
        let analysis = try analyzer.analyze(
          descriptor: request.video, options: request.options,
          progress: { reporter.update($0) },
          // During an analysis the parent says one thing only: stop.
          isCancelled: { socket.wait(milliseconds: 0) })
        link.say(VideoEvidence(analysis), as: .result)
      } catch {
        link.say(error, as: .failure)
      }
      close(request.video)
    }
    // Without the clean-up of libraries that have seen hostile bytes.
    _exit(0)
  }
}

/// Tells the parent how far the work is, not more often than it can be seen.
private final class ProgressReporter {
  private let socket: MessageSocket
  private var last = EngineProgress.none
  private var next = ContinuousClock.now

  init(_ socket: MessageSocket) { self.socket = socket }

  func update(_ share: Double) {
    let progress = EngineProgress(pictures: share)
    let now = ContinuousClock.now
    guard progress != last, now >= next || progress.stage != last.stage else { return }
    last = progress
    next = now + .milliseconds(50)
    _ = socket.write(Message(.progress, progress.payload).bytes)
  }
}
