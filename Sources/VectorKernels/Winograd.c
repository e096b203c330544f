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
  for (; k + lanes <= plane; k += lanes) { \
    Vector down[3 * (outputs + 2)]; \
    for (int j = 0; j < 3; j++) { \
      Vector d[3], p[outputs + 2]; \
      for (int i = 0; i < 3; i++) d[i] = FROM(Vector, taps + (3 * i + j) * plane + k); \
      Vector##_taps##outputs(d, p); \
      for (int i = 0; i < outputs + 2; i++) down[3 * i + j] = p[i]; \
    } \
    for (int i = 0; i < outputs + 2; i++) { \
      Vector p[outputs + 2]; \
      Vector##_taps##outputs(down + 3 * i, p); \
      for (int j = 0; j < outputs + 2; j++) \
        AT(Vector, points + (i * (outputs + 2) + j) * plane + k) = p[j]; \
    } \
  }

#define INPUT(Vector, lanes, outputs) \
  for (; c + lanes <= channels; c += lanes) { \
    Vector columns[(outputs + 2) * (outputs + 2)]; \
    for (int j = 0; j < outputs + 2; j++) { \
      Vector d[outputs + 2], p[outputs + 2]; \
      for (int i = 0; i < outputs + 2; i++) d[i] = FROM(Vector, pixels[i * (outputs + 2) + j] + c); \
      Vector##_input##outputs(d, p); \
      for (int i = 0; i < outputs + 2; i++) columns[i * (outputs + 2) + j] = p[i]; \
    } \
    for (int i = 0; i < outputs + 2; i++) { \
      Vector p[outputs + 2]; \
      Vector##_input##outputs(columns + i * (outputs + 2), p); \
      for (int j = 0; j < outputs + 2; j++) \
        AT(Vector, points + (i * (outputs + 2) + j) * plane + c) = p[j]; \
    } \
  }

#define OUTPUT(Vector, lanes, outputs) \
  for (; f + lanes <= filters; f += lanes) { \
    Vector across[outputs * (outputs + 2)]; \
    for (int j = 0; j < outputs + 2; j++) { \
      Vector d[outputs + 2], p[outputs]; \
      for (int i = 0; i < outputs + 2; i++) \
        d[i] = FROM(Vector, points + (i * (outputs + 2) + j) * plane + f); \
      Vector##_output##outputs(d, p); \
      for (int i = 0; i < outputs; i++) across[i * (outputs + 2) + j] = p[i]; \
    } \
    for (int i = 0; i < outputs; i++) { \
      if (i >= rows) break; \
      Vector p[outputs]; \
      Vector##_output##outputs(across + i * (outputs + 2), p); \
      for (int j = 0; j < outputs; j++) \
        if (j < columns) AT(Vector, results + i * rowStep + j * filters + f) = p[j]; \
    } \
  }

#define EACH_VECTOR(KERNEL, outputs) \
  KERNEL(Vector16, 16, outputs) \
  KERNEL(Vector8, 8, outputs) \
  KERNEL(Vector4, 4, outputs)

FOR_EACH_PROCESSOR
void vector_winograd_taps(long outputs, const float *taps, long plane, float *points) {
  long k = 0;
  if (outputs == 2) {
    EACH_VECTOR(TAPS, 2)
  } else {
    EACH_VECTOR(TAPS, 4)
  }
}

FOR_EACH_PROCESSOR
void vector_winograd_input(
  long outputs, const float *const *pixels, long channels, float *points, long plane) {
  long c = 0;
  if (outputs == 2) {
    EACH_VECTOR(INPUT, 2)
  } else {
    EACH_VECTOR(INPUT, 4)
  }
}

FOR_EACH_PROCESSOR
void vector_winograd_output(
  long outputs, const float *points, long plane, long filters, float *results, long rowStep,
  long rows, long columns) {
  long f = 0;
  if (outputs == 2) {
    EACH_VECTOR(OUTPUT, 2)
  } else {
    EACH_VECTOR(OUTPUT, 4)
  }
}
