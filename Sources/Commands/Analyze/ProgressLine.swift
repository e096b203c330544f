import Glibc
import Synchronization

/// A line on stderr that says how far the work is; nothing where stderr is no terminal.
final class ProgressLine: Sendable {
  private struct State {
    var shares: [Double]
    var shown = -1
  }

  private let state: Mutex<State>
  private let isVisible: Bool

  init(files: Int, isVisible: Bool = isatty(STDERR_FILENO) == 1) {
    state = Mutex(State(shares: [Double](repeating: 0, count: files)))
    self.isVisible = isVisible
  }

  /// Shows the share 0…1 of one file that is done, when the whole percentage has changed.
  func update(file: Int, share: Double) {
    guard isVisible else { return }
    state.withLock { state in
      state.shares[file] = share
      let percent = Int(100 * state.shares.reduce(0, +) / Double(state.shares.count))
      guard percent != state.shown else { return }
      state.shown = percent
      let done = state.shares.count { $0 >= 1 }
      let files = state.shares.count == 1 ? "" : " (\(done) of \(state.shares.count) files)"
      write("\rmien: \(percent) %\(files)", to: STDERR_FILENO)
    }
  }

  /// Removes the line.
  func clear() {
    guard isVisible else { return }
    // Carriage return, then the terminal's "erase to end of line".
    write("\r\u{1B}[K", to: STDERR_FILENO)
  }
}
