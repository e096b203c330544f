#include "Vectors.h"
#include "VectorKernels.h"

// `count` neighbouring pixels at once. With constant taps and gaps the compiler sees which values
// windows share and loads each once.
#define PIXELS(Vector, count, tapCount, tapGap, pixelGap) \
  { \
    Vector sums[count]; \
    for (int i = 0; i < count; i++) sums[i] = FROM(Vector, bias + c); \
    const float *value = window; \
    const float *weight = weights + c; \
    for (long row = 0; row < tapRows; row++) { \
      for (long tap = 0; tap < (tapCount); tap++) { \
        const Vector factor = FROM(Vector, weight + tap * n); \
        for (int i = 0; i < count; i++) \
          sums[i] += FROM(Vector, value + tap * (tapGap) + i * (pixelGap)) * factor; \
      } \
      value += rowStep; \
      weight += weightRowStep; \
    } \
    for (int i = 0; i < count; i++) AT(Vector, result + i * n) = sums[i]; \
    window += count * (pixelGap); \
    result += count * n; \
  }

#define CHANNELS(Vector, lanes) \
  for (; c + lanes <= n; c += lanes) { \
    const float *window = map + c; \
    float *result = results + c; \
    long left = pixels; \
    if (isThree && windows.pixelStep == n) { \
      for (; left >= 4; left -= 4) PIXELS(Vector, 4, 3, n, n) \
    } else if (isThree && windows.pixelStep == 2 * n) { \
      for (; left >= 4; left -= 4) PIXELS(Vector, 4, 3, n, 2 * n) \
    } else { \
      for (; left >= 4; left -= 4) \
        PIXELS(Vector, 4, windows.taps, windows.tapStep, windows.pixelStep) \
    } \
    for (; left > 0; left--) PIXELS(Vector, 1, windows.taps, windows.tapStep, windows.pixelStep) \
  }

FOR_EACH_PROCESSOR
void vector_depthwise(
  VectorWindows windows, const float *map, const float *weights, long weightRowStep,
  const float *bias, float *results, long pixels) {
  const long n = windows.channels, rowStep = windows.rowStep, tapRows = windows.tapRows;
  const bool isThree = windows.taps == 3 && windows.tapStep == n;
  long c = 0;
  CHANNELS(Vector16, 16)
  CHANNELS(Vector8, 8)
  CHANNELS(Vector4, 4)
  CHANNELS(float, 1)
}
