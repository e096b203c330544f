#pragma once
// Debian keeps the headers in a folder of their own, which pkg-config names; the static library is
// linked without it (Package.swift).
#if __has_include(<hdf5.h>)
#include <hdf5.h>
#else
#include <hdf5/serial/hdf5.h>
#endif
#include <stdint.h>

// These are macros that call H5open() first, which Swift cannot import.
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
static inline hid_t chdf5_file_access(void) { return H5Pcreate(H5P_FILE_ACCESS); }
static inline int chdf5_filter_count(hid_t properties) { return H5Pget_nfilters(properties); }
// H5Pget_filter is a macro over two versions of the function.
static inline int chdf5_filter(hid_t properties, unsigned index) {
  unsigned flags = 0, configuration = 0;
  size_t values = 0;
  return H5Pget_filter2(properties, index, &flags, &values, 0, 0, 0, &configuration);
}

// libhdf5 copies an image into each property list that carries it, and again to open it. These
// callbacks, whose last argument is the image, hand out the caller's own bytes: they outlive the
// file, and a file opened for reading is never written to.
static void *chdf5_image_allocate(size_t size, H5FD_file_image_op_t use, void *image) {
  (void)size, (void)use;
  return image;
}
static void *chdf5_image_copy(
    void *target, const void *source, size_t size, H5FD_file_image_op_t use, void *image) {
  (void)size, (void)use;
  return target == image && source == image ? image : 0;
}
static void *chdf5_image_resize(void *old, size_t size, H5FD_file_image_op_t use, void *image) {
  (void)old, (void)size, (void)use, (void)image;
  return 0;
}
static herr_t chdf5_image_free(void *old, H5FD_file_image_op_t use, void *image) {
  (void)use;
  return old == image ? 0 : -1;
}
static void *chdf5_image_same(void *image) { return image; }
static herr_t chdf5_image_keep(void *image) {
  (void)image;
  return 0;
}
static inline herr_t chdf5_share_image(hid_t access, const void *bytes, size_t count) {
  H5FD_file_image_callbacks_t callbacks = {
      chdf5_image_allocate, chdf5_image_copy, chdf5_image_resize, chdf5_image_free,
      chdf5_image_same,     chdf5_image_keep, (void *)bytes};
  if (H5Pset_file_image_callbacks(access, &callbacks) < 0) return -1;
  return H5Pset_file_image(access, (void *)bytes, count);
}
