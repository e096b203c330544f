#include "Vectors.h"
#include "VectorKernels.h"

typedef enum { LINEAR, RECTIFYING, SLOPED } Function;

#define SLOPE(Vector, Bits, x, slope) \
  ((Vector)((((x) > 0) & (Bits)(x)) | (~((x) > 0) & (Bits)((x) * (slope)))))

static inline void finish(float *value, float bias, float addend, float slope, Function function) {
  float x = *value + bias + addend;
  if (function == RECTIFYING) x = x < 0 ? 0 : x;
  if (function == SLOPED) x = x > 0 ? x : x * slope;
  *value = x;
}

// With a constant function and presence of an addend, the loop over the rows asks nothing.
#define ROWS(Vector, Bits, addsInput, function) \
  for (long row = 0; row < rows; row++) { \
    Vector x = FROM(Vector, value) + offset; \
    if (addsInput) x += FROM(Vector, other); \
    if (function == RECTIFYING) x = RECTIFIED(Vector, x); \
    if (function == SLOPED) x = SLOPE(Vector, Bits, x, slope); \
    AT(Vector, value) = x; \
    value += channels; \
    if (addsInput) other += channels; \
  }

#define FUNCTIONS(Vector, Bits, addsInput) \
  switch (function) { \
    case LINEAR: ROWS(Vector, Bits, addsInput, LINEAR) break; \
    case RECTIFYING: ROWS(Vector, Bits, addsInput, RECTIFYING) break; \
    case SLOPED: ROWS(Vector, Bits, addsInput, SLOPED) break; \
  }

#define CHANNELS(Vector, Bits, lanes) \
  for (; c + lanes <= channels; c += lanes) { \
    const Vector offset = bias ? FROM(Vector, bias + c) : (Vector){0}; \
    const Vector slope = slopes ? FROM(Vector, slopes + c) : (Vector){0}; \
    float *value = values + c; \
    const float *other = addend + c; \
    if (addend) { \
      FUNCTIONS(Vector, Bits, true) \
    } else { \
      FUNCTIONS(Vector, Bits, false) \
    } \
  }

FOR_EACH_PROCESSOR
void vector_epilogue(
  float *values, const float *bias, const float *addend, const float *slopes, bool rectifies,
  long rows, long channels) {
  const Function function = slopes ? SLOPED : rectifies ? RECTIFYING : LINEAR;
  // Without values per channel, all may be cut into the widest rows.
  const long rest = bias || slopes ? 0 : rows * channels % 16;
  if (!bias && !slopes) {
    rows = rows * channels / 16;
    channels = 16;
  }
  long c = 0;
  CHANNELS(Vector16, Bits16, 16)
  CHANNELS(Vector8, Bits8, 8)
  CHANNELS(Vector4, Bits4, 4)
  for (long i = c; i < channels; i++)
    for (long row = 0; row < rows; row++)
      finish(values + row * channels + i, bias ? bias[i] : 0,
        addend ? addend[row * channels + i] : 0, slopes ? slopes[i] : 0, function);
  for (long i = rows * channels; i < rows * channels + rest; i++)
    finish(values + i, 0, addend ? addend[i] : 0, 0, function);
}
