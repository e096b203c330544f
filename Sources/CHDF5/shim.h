#pragma once
#include <hdf5.h>
#include <stdint.h>

// These are macros that call H5open() first, which Swift cannot import.
static inline unsigned chdf5_read_only(void) { return H5F_ACC_RDONLY; }
static inline hid_t chdf5_native_float(void) { return H5T_NATIVE_FLOAT; }
