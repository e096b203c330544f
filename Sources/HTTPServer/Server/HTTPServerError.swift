/// Why a server could not start.
public enum HTTPServerError: Error, Sendable, Equatable {
  case invalidConfiguration(setting: String, value: String)
  case unresolvableHost(String, reason: String)
  case cannotListen(host: String, port: Int, reason: String)
  case outOfResources(reason: String)
  case alreadyStarted
}

extension HTTPServerError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .invalidConfiguration(let setting, let value):
      "The setting \(setting) is \(value), which is out of range; see HTTPServerConfiguration."
    case .unresolvableHost(let host, let reason):
      "The host \(host) has no address (\(reason)); give a numeric address of this machine."
    case .cannotListen(let host, let port, let reason):
      "Cannot listen on \(host) port \(port) (\(reason)); choose a free port and an address of "
        + "this machine."
    case .outOfResources(let reason):
      "Cannot start the server (\(reason)); raise the limits on descriptors and threads."
    case .alreadyStarted:
      "The server has been started before; make a new one."
    }
  }
}
