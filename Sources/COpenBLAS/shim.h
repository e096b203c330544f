#pragma once
#include <cblas.h>
#include <stdbool.h>
#include <stdlib.h>

// OpenBLAS built with DYNAMIC_ARCH chooses its kernels by processor model when it is loaded; a model
// newer than the library gets kernels without AVX. These two, exported but in no header, undo and
// repeat the choice. Weak, because a library built for one processor does not have them.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

/// Lets OpenBLAS choose its kernels again, now by the name of a core ("Haswell", "SkylakeX") unless
/// the environment names one. Only while no other thread uses OpenBLAS. False where the library
/// cannot choose.
static inline bool copenblas_choose_core(const char *name) {
  if (!gotoblas_dynamic_init || !gotoblas_dynamic_quit || getenv("OPENBLAS_CORETYPE")) return false;
  if (setenv("OPENBLAS_CORETYPE", name, 0) != 0) return false;
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  return true;
}

/// Whether processor and operating system have what kernels for Haswell need.
static inline bool copenblas_has_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return false;
#endif
}

/// Whether processor and operating system have what kernels for Skylake-X need.
static inline bool copenblas_has_avx512(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd")
    && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
    && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

// Every thread that computes has a buffer of 128 MiB of address space, made when so many threads
// compute for the first time; where there is no room for it, OpenBLAS tries again without end.
extern void *blas_memory_alloc(int position) __attribute__((weak));
extern void blas_memory_free(void *buffer) __attribute__((weak));

/// Makes the buffers of so many threads, at most 16.
static inline void copenblas_reserve(int32_t threads) {
  void *buffers[16];
  if (!blas_memory_alloc || !blas_memory_free) return;
  if (threads > 16) threads = 16;
  for (int32_t index = 0; index < threads; index++) buffers[index] = blas_memory_alloc(0);
  for (int32_t index = 0; index < threads; index++) blas_memory_free(buffers[index]);
}
