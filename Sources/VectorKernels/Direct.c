#include "Vectors.h"
#include "VectorKernels.h"

#define PIXELS(Vector, count) \
  { \
    Vector sums[count]; \
    for (int i = 0; i < count; i++) sums[i] = FROM(Vector, bias + filter); \
    const float *value = source + x * pixelStep; \
    const float *weight = weights + filter; \
    for (long k = 0; k < valueCount; k++) { \
      const Vector factor = FROM(Vector, weight); \
      for (int i = 0; i < count; i++) sums[i] += factor * value[offsets[k] + i * pixelStep]; \
      weight += filters; \
    } \
    for (int i = 0; i < count; i++) AT(Vector, results + (x + i) * filters + filter) = sums[i]; \
  }

#define FILTERS(Vector, lanes) \
  for (; filter + lanes <= filters; filter += lanes) { \
    long x = 0; \
    for (; x + 4 <= pixels; x += 4) PIXELS(Vector, 4) \
    for (; x < pixels; x++) PIXELS(Vector, 1) \
  }

FOR_EACH_PROCESSOR
void vector_direct(
  const float *source, long pixelStep, const long *offsets, long valueCount, const float *weights,
  const float *bias, float *results, long pixels, long filters) {
  long filter = 0;
  FILTERS(Vector16, 16)
  FILTERS(Vector8, 8)
  FILTERS(Vector4, 4)
}
