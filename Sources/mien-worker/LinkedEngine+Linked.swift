import Commands
import FacialAnalysis
import StartupPages
import WorkerProcess
import Workers

extension LinkedEngine {
  /// The engine of this program.
  static let linked = LinkedEngine(
    prepare: { Analyzer.prepareProcess() },
    load: { settings in
      let (analyzer, warnings) = try settings.load()
      startup_pages_release()
      return (InProcessEngine(analyzer), warnings)
    },
    bench: { try Bench($0).run() },
    classify: { try Classification($0).run() })
}
