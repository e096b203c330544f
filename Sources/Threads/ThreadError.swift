import Glibc

/// The system has no room for another thread.
package struct ThreadError: Error, Equatable {
  /// The number of the error, as `pthread_create` gives it.
  package let code: Int32

  /// The system's words.
  package var reason: String { "no thread can be started (\(String(cString: strerror(code))))" }
}
