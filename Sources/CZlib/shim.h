#pragma once

#include <zlib.h>

// A macro over inflateInit2_: raw deflate data, as in zip archives, without header or checksum.
static inline int czlib_inflate_raw(z_stream *stream) { return inflateInit2(stream, -15); }
