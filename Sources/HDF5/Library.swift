import CHDF5
import Synchronization

/// The one way into libhdf5: every call is made under one lock, silently, and its failure becomes
/// an `HDF5Error`.
///
/// libhdf5's tables are global. Debian's build has a lock of its own; ours makes the wrappers safe
/// with any build and keeps a call and its error stack, which is per thread, together.
enum Library {
  private static let isPrepared = Mutex(false)

  /// - Parameters:
  ///   - operation: what is being done, to complete "cannot …".
  ///   - body: a call that returns a negative number on failure.
  static func call<Code: SignedInteger>(
    _ operation: String, at location: @autoclosure () -> Location, _ body: () -> Code
  ) throws(HDF5Error) -> Code {
    let (code, reason) = withLock { () -> (Code, String) in
      let code = body()
      return (code, code < 0 ? innermostReason() : "")
    }
    if code < 0 { throw .library(location(), operation: operation, reason: reason) }
    return code
  }

  /// For calls that cannot fail in a way that matters: closing, freeing.
  static func withLock<Result>(_ body: () -> Result) -> Result {
    var result: Result?
    isPrepared.withLock { isPrepared in
      if !isPrepared {
        prepare()
        isPrepared = true
      }
      // The setting belongs to the thread, and any thread may come along.
      H5Eset_auto2(hid_t(H5E_DEFAULT), nil, nil)
      result = body()
    }
    guard let result else { preconditionFailure("the lock ran its body") }
    return result
  }

  private static func prepare() {
    // Before anything else: a clean-up at exit walks what a damaged file left behind.
    H5dont_atexit()
    H5open()
    // No code is ever loaded for a filter that a file names.
    H5PLset_loading_state(0)
    H5Lunregister(H5L_TYPE_EXTERNAL)
  }

  /// The description of the first failure on this thread's error stack.
  private static func innermostReason() -> String {
    var reason = ""
    withUnsafeMutablePointer(to: &reason) { pointer in
      _ = H5Ewalk2(
        hid_t(H5E_DEFAULT), H5E_WALK_UPWARD,
        { _, entry, result in
          guard let result, let description = entry?.pointee.desc else { return 0 }
          let text = result.assumingMemoryBound(to: String.self)
          if text.pointee.isEmpty { text.pointee = String(cString: description) }
          return 0
        }, pointer)
    }
    return reason
  }
}

/// An identifier of libhdf5 that is closed when the last owner goes; it keeps its file open.
final class Handle: Sendable {
  /// What an identifier stands for, and so how it is closed.
  enum Kind: Sendable {
    case file, object, attribute, type, space, properties
  }

  let id: hid_t
  private let kind: Kind
  private let file: Handle?
  private let image: FileImage?

  /// - Parameters:
  ///   - file: what the identifier is of, to be kept open.
  ///   - image: the bytes of a file, to be kept until it is closed.
  /// - Throws: `HDF5Error.library` when `open` returns no identifier.
  init(
    _ kind: Kind, _ operation: String, at location: @autoclosure () -> Location,
    in file: Handle? = nil, of image: FileImage? = nil, open: () -> hid_t
  ) throws(HDF5Error) {
    id = try Library.call(operation, at: location(), open)
    self.kind = kind
    self.file = file
    self.image = image
  }

  deinit {
    let (kind, id) = (kind, id)
    // A failure to close leaves nothing that could be done.
    _ = Library.withLock {
      switch kind {
      case .file: H5Fclose(id)
      case .object: H5Oclose(id)
      case .attribute: H5Aclose(id)
      case .type: H5Tclose(id)
      case .space: H5Sclose(id)
      case .properties: H5Pclose(id)
      }
    }
  }
}
