#include "Vectors.h"
#include "VectorKernels.h"

// Winograd's minimal filtering with three taps (A. Lavin, S. Gray: Fast Algorithms for
// Convolutional Neural Networks, 2015): outputs = Aᵀ · ((G · taps) ⊙ (Bᵀ · inputs)).
// F(2, 3) stands at the points 0, ±1, ∞ and F(4, 3) at 0, ±1, ±2, ∞.

#define INLINE static inline __attribute__((always_inline))

// Along one axis: `taps` is G, `input` is Bᵀ and `output` is Aᵀ, from d to p.
#define AXIS(Vector) \
  INLINE void Vector##_taps2(const Vector *d, Vector *p) { \
    const Vector even = (d[0] + d[2]) * 0.5f, odd = d[1] * 0.5f; \
    p[0] = d[0]; \
    p[1] = even + odd; \
    p[2] = even - odd; \
    p[3] = d[2]; \
  } \
  INLINE void Vector##_taps4(const Vector *d, Vector *p) { \
    const Vector even1 = (d[0] + d[2]) * (-1 / 6.0f), odd1 = d[1] * (1 / 6.0f); \
    const Vector even2 = d[0] * (1 / 24.0f) + d[2] * (1 / 6.0f), odd2 = d[1] * (1 / 12.0f); \
    p[0] = d[0] * 0.25f; \
    p[1] = even1 - odd1; \
    p[2] = even1 + odd1; \
    p[3] = even2 + odd2; \
    p[4] = even2 - odd2; \
    p[5] = d[2]; \
  } \
  INLINE void Vector##_input2(const Vector *d, Vector *p) { \
    p[0] = d[0] - d[2]; \
    p[1] = d[1] + d[2]; \
    p[2] = d[2] - d[1]; \
    p[3] = d[1] - d[3]; \
  } \
  INLINE void Vector##_output2(const Vector *d, Vector *p) { \
    p[0] = d[0] + d[1] + d[2]; \
    p[1] = d[1] - d[2] - d[3]; \
  } \
  INLINE void Vector##_input4(const Vector *d, Vector *p) { \
    const Vector even = d[4] - d[2], odd = d[3] - d[1]; \
    p[0] = (d[0] - d[2]) * 4 + even; \
    p[3] = even + odd * 2; \
    p[4] = even - odd * 2; \
    p[5] = d[5] - d[3] - odd * 4; \
    const Vector a = d[4] - d[2] * 4, b = d[3] - d[1] * 4; \
    p[1] = a + b; \
    p[2] = a - b; \
  } \
  INLINE void Vector##_output4(const Vector *d, Vector *p) { \
    const Vector sum1 = d[1] + d[2], difference1 = d[1] - d[2]; \
    const Vector sum2 = d[3] + d[4], difference2 = d[3] - d[4]; \
    p[0] = d[0] + sum1 + sum2; \
    p[1] = difference1 + difference2 * 2; \
    p[2] = sum1 + sum2 * 4; \
    p[3] = difference1 + difference2 * 8 + d[5]; \
  }

AXIS(Vector16)
AXIS(Vector8)
AXIS(Vector4)

#define TAPS(Vector, lanes, outputs) \
  for (; k + lanes <= count; k += lanes) { \
    Vector down[3 * (outputs + 2)]; \
    for (int j = 0; j < 3; j++) { \
      Vector d[3], p[outputs + 2]; \
      for (int i = 0; i < 3; i++) d[i] = FROM(Vector, taps + (3 * i + j) * tapStep + k); \
      Vector##_taps##outputs(d, p); \
      for (int i = 0; i < outputs + 2; i++) down[3 * i + j] = p[i]; \
    } \
    for (int i = 0; i < outputs + 2; i++) { \
      Vector p[outputs + 2]; \
      Vector##_taps##outputs(down + 3 * i, p); \
      for (int j = 0; j < outputs + 2; j++) \
        AT(Vector, points + (i * (outputs + 2) + j) * pointStep + k) = p[j]; \
    } \
  }

// A pixel of a tile that lies inside the map, and of any tile.
#define INSIDE(i, j, outputs) (corner + (i) * rowStep + (j) * channels)
#define ANYWHERE(i, j, outputs) (pixels[(i) * (outputs + 2) + (j)])

#define INPUT(Vector, lanes, outputs, PIXEL) \
  for (; c + lanes <= channels; c += lanes) { \
    Vector columns[(outputs + 2) * (outputs + 2)]; \
    for (int j = 0; j < outputs + 2; j++) { \
      Vector d[outputs + 2], p[outputs + 2]; \
      for (int i = 0; i < outputs + 2; i++) d[i] = FROM(Vector, PIXEL(i, j, outputs) + c); \
      Vector##_input##outputs(d, p); \
      for (int i = 0; i < outputs + 2; i++) columns[i * (outputs + 2) + j] = p[i]; \
    } \
    for (int i = 0; i < outputs + 2; i++) { \
      Vector p[outputs + 2]; \
      Vector##_input##outputs(columns + i * (outputs + 2), p); \
      for (int j = 0; j < outputs + 2; j++) \
        AT(Vector, point + (i * (outputs + 2) + j) * channels + c) = p[j]; \
    } \
  }

#define OUTPUT(Vector, lanes, outputs) \
  for (; f + lanes <= filters; f += lanes) { \
    const Vector offset = FROM(Vector, bias + f); \
    Vector across[outputs * (outputs + 2)]; \
    for (int j = 0; j < outputs + 2; j++) { \
      Vector d[outputs + 2], p[outputs]; \
      for (int i = 0; i < outputs + 2; i++) \
        d[i] = FROM(Vector, point + (i * (outputs + 2) + j) * filters + f); \
      Vector##_output##outputs(d, p); \
      for (int i = 0; i < outputs; i++) across[i * (outputs + 2) + j] = p[i]; \
    } \
    for (int i = 0; i < outputs; i++) { \
      if (i >= rows) break; \
      Vector p[outputs]; \
      Vector##_output##outputs(across + i * (outputs + 2), p); \
      for (int j = 0; j < outputs; j++) { \
        if (j >= columns) break; \
        const Vector sum = p[j] + offset; \
        AT(Vector, result + i * rowStep + j * filters + f) = \
          rectifies ? RECTIFIED(Vector, sum) : sum; \
      } \
    } \
  }

#define EACH_VECTOR(KERNEL, ...) \
  KERNEL(Vector16, 16, __VA_ARGS__) \
  KERNEL(Vector8, 8, __VA_ARGS__) \
  KERNEL(Vector4, 4, __VA_ARGS__)

FOR_EACH_PROCESSOR
void vector_winograd_taps(
  long outputs, const float *taps, long tapStep, long count, float *points, long pointStep) {
  long k = 0;
  if (outputs == 2) {
    EACH_VECTOR(TAPS, 2)
  } else {
    EACH_VECTOR(TAPS, 4)
  }
}

FOR_EACH_PROCESSOR
void vector_winograd_input(
  VectorTiles tiles, const float *map, const float *zeros, long first, long count, float *points,
  long step) {
  const long channels = tiles.channels, extent = tiles.outputs + 2;
  const long rowStep = tiles.width * channels;
  for (long index = 0; index < count; index++) {
    const long tile = first + index, row = tile / tiles.across;
    const long top = row % tiles.down * tiles.outputs - tiles.top;
    const long left = tile % tiles.across * tiles.outputs - tiles.left;
    const float *corner =
      map + (row / tiles.down * tiles.height + top) * rowStep + left * channels;
    float *point = points + index * step;
    long c = 0;
    if (top >= 0 && left >= 0 && top + extent <= tiles.height && left + extent <= tiles.width) {
      if (tiles.outputs == 2) {
        EACH_VECTOR(INPUT, 2, INSIDE)
      } else {
        EACH_VECTOR(INPUT, 4, INSIDE)
      }
    } else {
      const float *pixels[36];
      for (long i = 0; i < extent; i++) {
        const bool isInside = top + i >= 0 && top + i < tiles.height;
        for (long j = 0; j < extent; j++)
          pixels[i * extent + j] = isInside && left + j >= 0 && left + j < tiles.width
            ? corner + i * rowStep + j * channels : zeros;
      }
      if (tiles.outputs == 2) {
        EACH_VECTOR(INPUT, 2, ANYWHERE)
      } else {
        EACH_VECTOR(INPUT, 4, ANYWHERE)
      }
    }
  }
}

FOR_EACH_PROCESSOR
void vector_winograd_output(
  VectorTiles tiles, const float *points, long step, const float *bias, bool rectifies,
  long first, long count, float *results) {
  const long filters = tiles.channels, rowStep = tiles.width * filters;
  for (long index = 0; index < count; index++) {
    const long tile = first + index, row = tile / tiles.across;
    const long y = row % tiles.down * tiles.outputs, x = tile % tiles.across * tiles.outputs;
    const long rows = tiles.height - y, columns = tiles.width - x;
    const float *point = points + index * step;
    float *result = results + (row / tiles.down * tiles.height + y) * rowStep + x * filters;
    long f = 0;
    if (tiles.outputs == 2) {
      EACH_VECTOR(OUTPUT, 2)
    } else {
      EACH_VECTOR(OUTPUT, 4)
    }
  }
}
