#include "Vectors.h"
#include "VectorKernels.h"

// Negative values become 0; not a number is not less than 0 and stays.
#define RECTIFIED(Vector, Bits, x) ((Vector)(~((x) < 0) & (Bits)(x)))
#define SLOPED(Vector, Bits, x, slope) \
  ((Vector)((((x) > 0) & (Bits)(x)) | (~((x) > 0) & (Bits)((x) * (slope)))))

#define CHANNELS(Vector, Bits, lanes) \
  for (; c + lanes <= n; c += lanes) { \
    Vector x = FROM(Vector, values + c); \
    if (bias) x += FROM(Vector, bias + c); \
    if (addend) x += FROM(Vector, addend + c); \
    if (slopes) { \
      x = SLOPED(Vector, Bits, x, FROM(Vector, slopes + c)); \
    } else if (rectifies) { \
      x = RECTIFIED(Vector, Bits, x); \
    } \
    AT(Vector, values + c) = x; \
  }

FOR_EACH_PROCESSOR
void vector_epilogue(
  float *values, const float *bias, const float *addend, const float *slopes, bool rectifies,
  long rows, long channels) {
  // Without values per channel, all is one row.
  const bool isOneRow = !bias && !slopes;
  const long n = isOneRow ? rows * channels : channels;
  const long count = isOneRow ? 1 : rows;
  for (long row = 0; row < count; row++) {
    long c = 0;
    CHANNELS(Vector16, Bits16, 16)
    CHANNELS(Vector8, Bits8, 8)
    CHANNELS(Vector4, Bits4, 4)
    for (; c < n; c++) {
      float x = values[c];
      if (bias) x += bias[c];
      if (addend) x += addend[c];
      if (slopes) {
        x = x > 0 ? x : x * slopes[c];
      } else if (rectifies) {
        x = x < 0 ? 0 : x;
      }
      values[c] = x;
    }
    values += n;
    if (addend) addend += n;
  }
}
