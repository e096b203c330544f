// Waiting for many descriptors at once, which the Glibc module does not have.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// Behind _GNU_SOURCE. It alone makes descriptors close-on-exec at their birth, so that a worker
// process that is started at that moment inherits none.
int accept4(int, struct sockaddr *, socklen_t *, int);

// These constants are enumerations of their own type, which Swift does not take for integers.
static const uint32_t cepoll_in = EPOLLIN;
static const uint32_t cepoll_out = EPOLLOUT;
static const uint32_t cepoll_peer_stopped = EPOLLRDHUP;
static const uint32_t cepoll_hang_up = EPOLLHUP;
static const uint32_t cepoll_error = EPOLLERR;

// The structure is packed on some processors: its members are set here.
static inline struct epoll_event cepoll_event(uint32_t events, uint64_t key) {
  struct epoll_event event = {.events = events, .data = {.u64 = key}};
  return event;
}
static inline uint64_t cepoll_key(struct epoll_event event) { return event.data.u64; }
