import CEpoll
import Glibc

/// A listening socket, closed with the last reference to it.
final class Listener: Sendable {
  let socket: Socket
  /// The port it is bound to, also where port 0 was asked for.
  let port: Int

  /// Binds and listens.
  init(host: String, port: Int) throws(HTTPServerError) {
    var hints = addrinfo()
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, "\(port)", &hints, &list)
    defer { if let list { freeaddrinfo(list) } }
    guard code == 0, let list else {
      throw .unresolvableHost(host, reason: String(cString: gai_strerror(code)))
    }
    do {
      socket = try Self.open(list)
      self.port = try Self.port(of: socket)
    } catch {
      throw .cannotListen(host: host, port: port, reason: error.reason)
    }
  }

  /// Listens on the first address of the list that can be bound.
  private static func open(
    _ list: UnsafeMutablePointer<addrinfo>
  ) throws(SystemCallError) -> Socket {
    var address = list.pointee
    while true {
      do {
        return try open(address)
      } catch {
        guard let next = address.ai_next else { throw error }
        address = next.pointee
      }
    }
  }

  private static func open(_ address: addrinfo) throws(SystemCallError) -> Socket {
    let type = address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let descriptor = try systemCall("socket") {
      Glibc.socket(address.ai_family, type, address.ai_protocol)
    }
    let socket = Socket(descriptor: descriptor)
    // A restart must not wait for old connections in TIME_WAIT.
    socket.setOption(level: SOL_SOCKET, SO_REUSEADDR)
    try systemCall("bind") { bind(descriptor, address.ai_addr, address.ai_addrlen) }
    try systemCall("listen") { listen(descriptor, SOMAXCONN) }
    return socket
  }

  private static func port(of socket: borrowing Socket) throws(SystemCallError) -> Int {
    let descriptor = socket.descriptor
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    try systemCall("getsockname") {
      withUnsafeMutablePointer(to: &storage) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          getsockname(descriptor, $0, &length)
        }
      }
    }
    // The port is the second 16 bits of sockaddr_in and sockaddr_in6 alike, in network order.
    return withUnsafeBytes(of: storage) { bytes in Int(bytes[2]) << 8 | Int(bytes[3]) }
  }

  /// Takes the next connection that waits, if there is one.
  func accept() throws(SystemCallError) -> AcceptedConnection? {
    let descriptor = socket.descriptor
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    do {
      let accepted = try systemCall("accept4") {
        withUnsafeMutablePointer(to: &storage) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            accept4(descriptor, $0, &length, Int32(SOCK_CLOEXEC.rawValue))
          }
        }
      }
      let socket = Socket(descriptor: accepted)
      // The end of a response leaves at once and does not wait for an acknowledgement.
      socket.setOption(level: Int32(IPPROTO_TCP), TCP_NODELAY)
      return AcceptedConnection(
        socket: socket, address: Self.numericAddress(storage, length),
        network: Self.network(of: storage))
    } catch {
      if error.code == EAGAIN || error.code == EWOULDBLOCK { return nil }
      throw error
    }
  }

  private static func numericAddress(_ storage: sockaddr_storage, _ length: socklen_t) -> String {
    var storage = storage
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getnameinfo($0, length, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      }
    }
    guard code == 0 else { return "unknown" }
    return String(
      decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

extension Listener {
  /// 0xFFFF behind ten zeros: an IPv4 address in an IPv6 socket (RFC 4291 section 2.5.5.2).
  private static let mappedMarker: UInt64 = 0xFFFF

  /// By what the places of a client are counted.
  private static func network(of storage: sockaddr_storage) -> ClientNetwork {
    withUnsafeBytes(of: storage) { bytes in
      func number(_ offset: Int, _ count: Int) -> UInt64 {
        bytes[offset..<(offset + count)].reduce(0) { $0 << 8 | UInt64($1) }
      }
      // In sockaddr_in the address follows family and port; in sockaddr_in6, flow information too.
      if Int32(storage.ss_family) != AF_INET6 {
        return ClientNetwork(family: UInt8(AF_INET), prefix: number(4, 4))
      }
      if number(8, 8) == 0, number(16, 4) == Self.mappedMarker {
        return ClientNetwork(family: UInt8(AF_INET), prefix: number(20, 4))
      }
      return ClientNetwork(family: UInt8(AF_INET6), prefix: number(8, 8))
    }
  }
}

/// A connection fresh from the listener.
struct AcceptedConnection: ~Copyable {
  let socket: Socket
  /// The numeric address of the peer.
  let address: String
  let network: ClientNetwork

  consuming func takeSocket() -> Socket { socket }
}

extension Socket {
  /// Switches an option on. A failure costs speed only.
  fileprivate func setOption(level: Int32, _ option: Int32) {
    var value: Int32 = 1
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }
}
