#include "Vectors.h"
#include "VectorKernels.h"

// A tile of the result stays in registers while the inner index runs: each step loads the weights of
// the tile's columns once and one value for each of its rows.

enum { LANES = 16, PANEL = 32 };

typedef struct {
  const float *values;
  long valueStep;
  const float *weights;
  long weightStep;
  long inner;
  const float *bias;
  float *results;
  long resultStep;
  bool rectifies;
  /// What will be read soon, two cache lines or one in each step.
  const float *ahead;
  long aheadStep, aheadLine;
} Tile;

#define UNROLLED _Pragma("clang loop unroll(full)")

#define COMPUTE(rows, vectors) \
  { \
    Vector16 sums[rows][vectors]; \
    UNROLLED for (int i = 0; i < rows; i++) \
      UNROLLED for (int j = 0; j < vectors; j++) \
        sums[i][j] = FROM(Vector16, tile.bias + j * LANES); \
    const float *value = tile.values, *weight = tile.weights, *ahead = tile.ahead; \
    const long step = tile.valueStep, weightStep = tile.weightStep; \
    for (long k = 0; k < tile.inner; k++) { \
      Vector16 factors[vectors]; \
      UNROLLED for (int j = 0; j < vectors; j++) factors[j] = FROM(Vector16, weight + j * LANES); \
      UNROLLED for (int i = 0; i < rows; i++) \
        UNROLLED for (int j = 0; j < vectors; j++) sums[i][j] += factors[j] * value[i * step]; \
      __builtin_prefetch(ahead, 0, 2); \
      __builtin_prefetch(ahead + tile.aheadLine, 0, 2); \
      ahead += tile.aheadStep; \
      value++; \
      weight += weightStep; \
    } \
    if (tile.rectifies) \
      UNROLLED for (int i = 0; i < rows; i++) \
        UNROLLED for (int j = 0; j < vectors; j++) \
          sums[i][j] = (Vector16)(~(sums[i][j] < 0) & (Bits16)sums[i][j]); \
    UNROLLED for (int i = 0; i < rows; i++) \
      UNROLLED for (int j = 0; j < vectors; j++) \
        AT(Vector16, tile.results + i * tile.resultStep + j * LANES) = sums[i][j]; \
  }

#define CASE(rows, vectors) \
  case rows: COMPUTE(rows, vectors) break;

#define UP_TO_6(vectors) \
  CASE(1, vectors) CASE(2, vectors) CASE(3, vectors) \
  CASE(4, vectors) CASE(5, vectors) CASE(6, vectors)

#define UP_TO_14(vectors) \
  UP_TO_6(vectors) CASE(7, vectors) CASE(8, vectors) CASE(9, vectors) CASE(10, vectors) \
  CASE(11, vectors) CASE(12, vectors) CASE(13, vectors) CASE(14, vectors)

// Rows are shared out evenly, because a tile of few rows waits for its own sums. A tile with fewer
// columns than its vectors goes through a buffer.
#define ROWS(most, vectors, CASES) \
  { \
    float buffer[most * vectors * LANES]; \
    const long columns = product.columns - column; \
    const bool isWhole = columns >= vectors * LANES; \
    const long tiles = (product.rows + most - 1) / most; \
    long first = 0; \
    tile.ahead = weights + panelEnd * product.inner; \
    tile.aheadLine = tiles > 1 ? 0 : 16; tile.aheadStep = tiles > 1 ? 16 : 32; \
    for (long i = 0; i < tiles; i++) { \
      const long last = product.rows * (i + 1) / tiles; \
      float *target = results + column + first * product.resultStep; \
      tile.values = values + first * product.valueStep; \
      tile.results = isWhole ? target : buffer; \
      tile.resultStep = isWhole ? product.resultStep : vectors * LANES; \
      switch (last - first) { CASES(vectors) } \
      if (!isWhole) \
        for (long row = 0; row < last - first; row++) \
          for (long j = 0; j < columns; j++) \
            target[row * product.resultStep + j] = buffer[row * vectors * LANES + j]; \
      first = last; \
      if (i == 0) tile.ahead += product.inner * 16; else tile.aheadStep = 0; \
    } \
  }

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
static void product_wide(
  VectorProduct product, const float *values, const float *weights, const float *bias,
  float *results) {
  Tile tile = {.valueStep = product.valueStep, .inner = product.inner,
    .rectifies = product.rectifies};
  for (long column = 0; column < product.columns; column += PANEL) {
    const bool isHalf = product.columns - column <= LANES;
    const long panelEnd = column + (isHalf ? 16 : 32);
    tile.weights = weights + column * product.inner;
    tile.weightStep = isHalf ? LANES : PANEL;
    tile.bias = bias + column;
    if (isHalf) {
      ROWS(14, 1, UP_TO_14)
    } else {
      ROWS(14, 2, UP_TO_14)
    }
  }
}
#endif

#if defined(__x86_64__) && defined(__linux__)
__attribute__((target_clones("arch=x86-64-v3", "default")))
#endif
static void product_narrow(
  VectorProduct product, const float *values, const float *weights, const float *bias,
  float *results) {
  Tile tile = {.valueStep = product.valueStep, .inner = product.inner,
    .rectifies = product.rectifies};
  for (long column = 0; column < product.columns; column += LANES) {
    const long panel = column / PANEL * PANEL, panelEnd = panel + 32;
    tile.weightStep = product.columns - panel <= LANES ? LANES : PANEL;
    tile.weights = weights + panel * product.inner + (column - panel);
    tile.bias = bias + column;
    ROWS(6, 1, UP_TO_6)
  }
}

void vector_product(
  VectorProduct product, const float *values, const float *weights, const float *bias,
  float *results) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("x86-64-v4"))
    return product_wide(product, values, weights, bias, results);
#endif
  product_narrow(product, values, weights, bias, results);
}
