#pragma once
#include <hdf5.h>
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
