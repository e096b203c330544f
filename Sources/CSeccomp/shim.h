#ifndef CSECCOMP_SHIM_H
#define CSECCOMP_SHIM_H

// Macros and variadic functions do not come into Swift.

#include <fcntl.h>
#include <linux/landlock.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static inline uint32_t cseccomp_action_kill(void) { return SCMP_ACT_KILL_PROCESS; }
static inline uint32_t cseccomp_action_allow(void) { return SCMP_ACT_ALLOW; }
static inline uint32_t cseccomp_action_error(uint16_t number) { return SCMP_ACT_ERRNO(number); }

static inline int32_t cseccomp_no_new_privileges(void) {
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static inline int32_t cseccomp_parent_death_signal(int32_t signal) {
  return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
}

// For programs of one thread.
static inline int32_t cseccomp_fork(void) { return fork(); }

// glibc 2.36 has a wrapper, but not every kernel has the call.
static inline int32_t cseccomp_close_from(uint32_t first) {
  return (int32_t)syscall(SYS_close_range, first, UINT32_MAX, 0);
}

static const int32_t cseccomp_limit_processes = RLIMIT_NPROC;

// Lowers a limit, soft and hard, to at most the value.
static inline int32_t cseccomp_limit(int32_t resource, uint64_t value) {
  struct rlimit limit;
  if (getrlimit(resource, &limit) != 0) return -1;
  if (value < limit.rlim_max) limit.rlim_max = value;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(resource, &limit);
}

// No other thread's program may inherit the ends.
static inline int32_t cseccomp_pipe(int32_t ends[2]) {
  return (int32_t)syscall(SYS_pipe2, ends, O_CLOEXEC);
}

// Fewer and longer turns of reader and writer; without it the pipe only is slower.
static inline void cseccomp_widen_pipe(int32_t descriptor, int32_t size) {
  (void)syscall(SYS_fcntl, descriptor, 1031 /* F_SETPIPE_SZ */, size);
}

// The two ends of a connection; neither is inherited.
static inline int32_t cseccomp_socket_pair(int32_t ends[2]) {
  return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

static const uint64_t cseccomp_clone_thread = CLONE_THREAD;
static const int32_t cseccomp_set_name = PR_SET_NAME;
static const int32_t cseccomp_duplicate = F_DUPFD_CLOEXEC;

// Sets the soft limit of another process; its hard one stays.
static inline int32_t cseccomp_soft_limit(int32_t process, int32_t resource, uint64_t value) {
  // glibc declares prlimit for _GNU_SOURCE only; the kernel's structure has two 64-bit numbers.
  uint64_t limit[2];
  if (syscall(SYS_prlimit64, process, resource, (void *)0, limit) != 0) return -1;
  limit[0] = value < limit[1] ? value : limit[1];
  return (int32_t)syscall(SYS_prlimit64, process, resource, limit, (void *)0);
}

// Sends bytes, and a descriptor with the first of them unless it is negative. Returns the number of
// bytes sent, or -1. A peer that is gone is an error and no signal.
static inline int64_t cseccomp_send(
    int32_t socket, const void *bytes, size_t count, int32_t descriptor) {
  struct iovec part = {.iov_base = (void *)bytes, .iov_len = count};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
  if (descriptor >= 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = &control;
    message.msg_controllen = sizeof control.room;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
  }
  return sendmsg(socket, &message, MSG_NOSIGNAL);
}

// Receives bytes, and a descriptor where one came with them; else *descriptor becomes -1. Returns
// the number of bytes, 0 at the end, or -1.
static inline int64_t cseccomp_receive(
    int32_t socket, void *bytes, size_t count, int32_t *descriptor) {
  struct iovec part = {.iov_base = bytes, .iov_len = count};
  union {
    struct cmsghdr header;
    char room[CMSG_SPACE(sizeof(int))];
  } control;
  struct msghdr message = {
      .msg_iov = &part,
      .msg_iovlen = 1,
      .msg_control = &control,
      .msg_controllen = sizeof control.room};
  *descriptor = -1;
  int64_t received = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  if (received < 0) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header != 0 && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS &&
      header->cmsg_len == CMSG_LEN(sizeof(int))) {
    memcpy(descriptor, CMSG_DATA(header), sizeof(int));
  }
  return received;
}

// Denies every access to the file system that Landlock's first version knows. The calls have no
// wrappers in glibc.
static inline int32_t cseccomp_landlock_deny_all(void) {
  struct landlock_ruleset_attr attributes = {
      .handled_access_fs = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1};
  int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  if (ruleset < 0) return -1;
  int32_t result = (int32_t)syscall(SYS_landlock_restrict_self, ruleset, 0);
  close(ruleset);
  return result;
}

#endif
