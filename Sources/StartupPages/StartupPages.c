// For dl_iterate_phdr, which is glibc's and musl's own.
#define _GNU_SOURCE

#include "StartupPages.h"

#include <link.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

// Whether the loader changes code (32-bit libraries with assembly ask for it): that would be lost.
static bool has_relocated_code(const struct dl_phdr_info *object) {
  for (size_t i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    if (segment->p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(object->dlpi_addr + segment->p_vaddr);
    for (; entry->d_tag != DT_NULL; ++entry) {
      if (entry->d_tag == DT_TEXTREL) return true;
      if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL)) return true;
    }
  }
  return false;
}

static int release_segments(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size;
  // The program itself has an empty name. The kernel's own object has no path and is no file.
  if (object->dlpi_name && object->dlpi_name[0] != '\0' && object->dlpi_name[0] != '/') return 0;
  if (has_relocated_code(object)) return 0;
  long *released = context;
  const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < object->dlpi_phnum; ++i) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    if (segment->p_type != PT_LOAD || (segment->p_flags & PF_W)) continue;
    uintptr_t start = object->dlpi_addr + segment->p_vaddr;
    uintptr_t end = start + segment->p_memsz;
    start -= start % page;
    end += (page - end % page) % page;
    if (madvise((void *)start, end - start, MADV_DONTNEED) == 0) *released += (long)(end - start);
  }
  return 0;
}

long startup_pages_release(void) {
  long released = 0;
  dl_iterate_phdr(release_segments, &released);
  return released;
}
