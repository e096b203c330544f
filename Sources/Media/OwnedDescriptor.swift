import Glibc
import MediaContract

/// A file descriptor that is closed with its owner.
final class OwnedDescriptor {
  let number: Int32

  init(duplicating other: Int32) throws(MediaError) {
    number = fcntl(other, F_DUPFD_CLOEXEC, 0)
    if number < 0 { throw .unreadableFile(reason: String(cString: strerror(errno))) }
  }

  deinit { close(number) }
}
