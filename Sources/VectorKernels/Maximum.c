#include "Vectors.h"
#include "Windows.h"

#define LARGER(Vector, a, b) LARGER_##Vector(a, b)
#define CHOSEN(Vector, Bits, a, b) \
  ((Vector)((((a) > (b)) & (Bits)(a)) | (~((a) > (b)) & (Bits)(b))))
#define LARGER_Vector16(a, b) CHOSEN(Vector16, Bits16, a, b)
#define LARGER_Vector8(a, b) CHOSEN(Vector8, Bits8, a, b)
#define LARGER_Vector4(a, b) CHOSEN(Vector4, Bits4, a, b)
#define LARGER_float(a, b) ((a) > (b) ? (a) : (b))

#define LINE(Vector, rowCount, tapCount, tapGap, pixelGap) \
  { \
    const float *window = corner + c; \
    float *result = target + c; \
    for (long i = 0; i < taps.count; i++) { \
      Vector largest = FROM(Vector, window); \
      for (long row = 0; row < (rowCount); row++) { \
        for (long tap = 0; tap < (tapCount); tap++) { \
          const Vector value = FROM(Vector, window + row * lineStep + tap * (tapGap)); \
          largest = LARGER(Vector, value, largest); \
        } \
      } \
      AT(Vector, result) = largest; \
      window += (pixelGap); \
      result += n; \
    } \
  }

#define CHANNELS(Vector, lanes) \
  for (; c + lanes <= n; c += lanes) { \
    if (rows.taps == 2 && taps.taps == 2 && pixelStep == 2 * n) { \
      LINE(Vector, 2, 2, n, 2 * n) \
    } else if (rows.taps == 3 && taps.taps == 3 && pixelStep == 2 * n) { \
      LINE(Vector, 3, 3, n, 2 * n) \
    } else { \
      LINE(Vector, rows.taps, taps.taps, n, pixelStep) \
    } \
  }

FOR_EACH_PROCESSOR
void vector_maximum(
  VectorWindow vertical, VectorWindow horizontal, long channels, const float *map,
  float *results) {
  const long n = channels, lineStep = horizontal.input * n, pixelStep = horizontal.stride * n;
  const long targetStep = horizontal.output * n;
  for (long y = 0; y < vertical.output;) {
    const Stretch rows = stretch_from(vertical, y);
    for (long x = 0; x < horizontal.output;) {
      const Stretch taps = stretch_from(horizontal, x);
      const float *corner = map + rows.start * lineStep + taps.start * n;
      float *target = results + y * targetStep + x * n;
      for (long line = 0; line < rows.count; line++) {
        long c = 0;
        CHANNELS(Vector16, 16)
        CHANNELS(Vector8, 8)
        CHANNELS(Vector4, 4)
        CHANNELS(float, 1)
        corner += vertical.stride * lineStep;
        target += targetStep;
      }
      x += taps.count;
    }
    y += rows.count;
  }
}
