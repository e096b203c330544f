import Glibc

/// A descriptor that becomes readable once and for all, to wake every thread that polls it.
struct Alarm: ~Copyable {
  private let receiving: Socket
  private let sending: Socket

  init() throws(SystemCallError) {
    var pair: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    try systemCall("socketpair") { socketpair(AF_UNIX, type, 0, &pair) }
    receiving = Socket(descriptor: pair[0])
    sending = Socket(descriptor: pair[1])
  }

  /// Readable after `raise`.
  var descriptor: Int32 { receiving.descriptor }

  func raise() { _ = sending.send([1]) }
}
