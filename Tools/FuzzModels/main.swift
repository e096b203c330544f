import Glibc
import HDF5
import IsolatedKeras

// FuzzModels COUNT SEED FOLDER…: changes the model files of the folders COUNT times and reads each
// in a fork of this program, which is locked down before it sees the file (Tools/fuzz-models).
// Prints failures and, last, a line of JSON; ends with 1 when a file broke a bound.

/// The model files of a folder, in the order of their names.
func originals(in folder: String) -> [FuzzRun.Original] {
  guard let directory = opendir(folder) else { return [] }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name.hasSuffix(".h5") || name.hasSuffix(".keras") { names.append(name) }
  }
  return names.sorted().compactMap { name in
    (try? File.bytes(ofFile: folder + "/" + name, limit: 16 << 20)).map {
      FuzzRun.Original(name: name, bytes: $0)
    }
  }
}

let arguments = CommandLine.arguments
guard arguments.count >= 4, let count = Int(arguments[1]), let seed = UInt64(arguments[2]) else {
  print("usage: FuzzModels COUNT SEED FOLDER…")
  exit(64)
}
let files = arguments[3...].flatMap(originals(in:))
guard !files.isEmpty else {
  print("found no model files, expected some in \(arguments[3...].joined(separator: ", "))")
  exit(66)
}
var loader = IsolatedLoader(program: "a fork")
loader.isForked = true
loader.deadline = .seconds(20)
let path = "/dev/shm/mien-fuzz-\(getpid()).h5"
let run = FuzzRun(originals: files, seed: seed, loader: loader, path: path)
var tally = FuzzTally()
let clock = ContinuousClock()
let start = clock.now
let step = 1_000
for first in stride(from: 0, to: count, by: step) {
  try run.run(first..<min(first + step, count), into: &tally)
  let progress = Array("\(tally.count) files, \(tally.failures.count) failures\n".utf8)
  write(STDERR_FILENO, progress, progress.count)
}
unlink(path)
for failure in tally.failures.prefix(100) { print(failure) }
print(tally.summary(seed: seed, elapsed: clock.now - start))
exit(tally.failures.isEmpty ? 0 : 1)
