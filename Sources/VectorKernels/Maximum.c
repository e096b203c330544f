#include "Vectors.h"
#include "VectorKernels.h"

#define LARGER(Vector, Bits, a, b) \
  ((Vector)((((a) > (b)) & (Bits)(a)) | (~((a) > (b)) & (Bits)(b))))

#define CHANNELS(Vector, Bits, lanes) \
  for (; c + lanes <= n; c += lanes) { \
    for (long x = 0; x < pixels; x++) { \
      const float *row = map + x * windows.pixelStep + c; \
      Vector largest = FROM(Vector, row); \
      for (long y = 0; y < windows.tapRows; y++) { \
        for (long tap = 0; tap < windows.taps; tap++) { \
          const Vector value = FROM(Vector, row + tap * windows.tapStep); \
          largest = LARGER(Vector, Bits, value, largest); \
        } \
        row += windows.rowStep; \
      } \
      AT(Vector, results + x * n + c) = largest; \
    } \
  }

FOR_EACH_PROCESSOR
void vector_maximum(VectorWindows windows, const float *map, float *results, long pixels) {
  const long n = windows.channels;
  long c = 0;
  CHANNELS(Vector16, Bits16, 16)
  CHANNELS(Vector8, Bits8, 8)
  CHANNELS(Vector4, Bits4, 4)
  for (; c < n; c++) {
    for (long x = 0; x < pixels; x++) {
      const float *row = map + x * windows.pixelStep + c;
      float largest = *row;
      for (long y = 0; y < windows.tapRows; y++) {
        for (long tap = 0; tap < windows.taps; tap++) {
          const float value = row[tap * windows.tapStep];
          largest = value > largest ? value : largest;
        }
        row += windows.rowStep;
      }
      results[x * n + c] = largest;
    }
  }
}
