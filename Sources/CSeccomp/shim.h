#ifndef CSECCOMP_SHIM_H
#define CSECCOMP_SHIM_H

// Macros and variadic functions do not come into Swift.

#include <fcntl.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
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
