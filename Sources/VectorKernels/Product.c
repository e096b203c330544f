#include "Vectors.h"
#include "VectorKernels.h"

// A tile of the results stays in registers while all values of its rows are gone through: each step
// loads the weights of the tile's columns once and one value of each row.

enum { LANES = 16, PANEL = 32, PAIR_COLUMNS = 8, MOST_ROWS = 14 };

#define UNROLLED _Pragma("clang loop unroll(full)")

typedef double Pairs __attribute__((vector_size(64)));
typedef double Pair __attribute__((aligned(4), may_alias));

typedef struct {
  const float *rows[MOST_ROWS];
  const float *weights;
  long weightStep;
  const float *bias;
  float *results;
  long resultStep;
  // What will be read soon: `aheadLine` of one step lies this far from its first cache line.
  const float *ahead;
  long aheadStep, aheadLine;
} Tile;

#define COMPUTE(count, vectors) \
  { \
    Vector16 sums[count][vectors]; \
    UNROLLED for (int i = 0; i < count; i++) \
      UNROLLED for (int j = 0; j < vectors; j++) \
        sums[i][j] = (Vector16){0}; \
    const float *weight = tile.weights; \
    __attribute__((unused)) const float *ahead = tile.ahead; \
    const long weightStep = tile.weightStep; \
    for (long run = 0; run < product.runs; run++) { \
      const long end = product.offsets[run] + product.run; \
      for (long k = product.offsets[run]; k < end; k++) { \
        Vector16 factors[vectors]; \
        UNROLLED for (int j = 0; j < vectors; j++) \
          factors[j] = FROM(Vector16, weight + j * LANES); \
        UNROLLED for (int i = 0; i < count; i++) \
          UNROLLED for (int j = 0; j < vectors; j++) sums[i][j] += factors[j] * tile.rows[i][k]; \
        if (vectors > 1) { \
          __builtin_prefetch(ahead, 0, 2); \
          __builtin_prefetch(ahead + tile.aheadLine, 0, 2); \
          ahead += tile.aheadStep; \
        } \
        weight += weightStep; \
      } \
    } \
    UNROLLED for (int i = 0; i < count; i++) \
      UNROLLED for (int j = 0; j < vectors; j++) \
        sums[i][j] += FROM(Vector16, tile.bias + j * LANES); \
    if (product.rectifies) \
      UNROLLED for (int i = 0; i < count; i++) \
        UNROLLED for (int j = 0; j < vectors; j++) \
          sums[i][j] = RECTIFIED(Vector16, sums[i][j]); \
    UNROLLED for (int i = 0; i < count; i++) \
      UNROLLED for (int j = 0; j < vectors; j++) \
        AT(Vector16, tile.results + i * tile.resultStep + j * LANES) = sums[i][j]; \
  }

// For few columns, two values of a row at a time: even lanes take the first and odd ones the second.
#define COMPUTE_PAIRS(count, vectors) \
  { \
    Vector16 sums[count]; \
    UNROLLED for (int i = 0; i < count; i++) sums[i] = (Vector16){0}; \
    const float *weight = tile.weights; \
    for (long run = 0; run < product.runs; run++) { \
      const long end = product.offsets[run] + product.run; \
      long k = product.offsets[run]; \
      for (; k + 2 <= end; k += 2) { \
        const Vector16 factors = FROM(Vector16, weight); \
        UNROLLED for (int i = 0; i < count; i++) { \
          const double pair = *(const Pair *)(tile.rows[i] + k); \
          sums[i] += factors * (Vector16)(Pairs){pair, pair, pair, pair, pair, pair, pair, pair}; \
        } \
        weight += LANES; \
      } \
      if (k < end) { \
        const Bits16 isFirst = {-1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0}; \
        const Vector16 factors = FROM(Vector16, weight); \
        UNROLLED for (int i = 0; i < count; i++) { \
          const Vector16 value = (Vector16){0} + tile.rows[i][k]; \
          sums[i] += factors * (Vector16)(isFirst & (Bits16)value); \
        } \
        weight += LANES; \
      } \
    } \
    UNROLLED for (int i = 0; i < count; i++) { \
      const Vector16 s = sums[i]; \
      Vector8 sum = __builtin_shufflevector(s, s, 0, 2, 4, 6, 8, 10, 12, 14) \
        + __builtin_shufflevector(s, s, 1, 3, 5, 7, 9, 11, 13, 15) + FROM(Vector8, tile.bias); \
      if (product.rectifies) sum = RECTIFIED(Vector8, sum); \
      AT(Vector8, tile.results + i * tile.resultStep) = sum; \
    } \
  }

#define UP_TO_6(KERNEL, vectors) \
  case 1: KERNEL(1, vectors) break; \
  case 2: KERNEL(2, vectors) break; \
  case 3: KERNEL(3, vectors) break; \
  case 4: KERNEL(4, vectors) break; \
  case 5: KERNEL(5, vectors) break; \
  case 6: KERNEL(6, vectors) break;

#define UP_TO_14(KERNEL, vectors) \
  UP_TO_6(KERNEL, vectors) \
  case 7: KERNEL(7, vectors) break; \
  case 8: KERNEL(8, vectors) break; \
  case 9: KERNEL(9, vectors) break; \
  case 10: KERNEL(10, vectors) break; \
  case 11: KERNEL(11, vectors) break; \
  case 12: KERNEL(12, vectors) break; \
  case 13: KERNEL(13, vectors) break; \
  case 14: KERNEL(14, vectors) break;

// Goes through the rows of the result.
typedef struct {
  long x, y;
  const float *row, *line, *map;
} Place;

static inline void find_rows(const VectorProduct *product, Place *place, Tile *tile, long count) {
  if (place->x + count < product->across) {
    const float *row = place->row;
    UNROLLED for (long i = 0; i < MOST_ROWS; i++) {
      tile->rows[i] = row;
      row += product->rowStep;
    }
    place->x += count;
    place->row += count * product->rowStep;
    return;
  }
  for (long i = 0; i < count; i++) {
    tile->rows[i] = place->row;
    place->row += product->rowStep;
    if (++place->x < product->across) continue;
    place->x = 0;
    place->line += product->lineStep;
    if (++place->y == product->down) {
      place->y = 0;
      place->line = place->map += product->mapStep;
    }
    place->row = place->line;
  }
}

static inline void copy_columns(
  const float *from, long fromStep, float *to, long toStep, long rows, long columns) {
  for (long row = 0; row < rows; row++) {
    long j = 0;
    for (; j + 4 <= columns; j += 4) AT(Vector4, to + j) = FROM(Vector4, from + j);
    for (; j < columns; j++) to[j] = from[j];
    from += fromStep;
    to += toStep;
  }
}

// The tiles below one another in some columns. Rows are shared out evenly, because a tile of few rows
// waits for its own sums. While the first tiles are computed, the panel behind these columns, `next`,
// is fetched. A tile that is wider than the columns goes through a buffer.
#define ROWS(most, width, next, CASES, KERNEL, vectors) \
  { \
    float buffer[most * width]; \
    const long columns = product.columns - column; \
    const bool isWhole = columns >= width; \
    const long tiles = (product.rows + most - 1) / most; \
    const long inner = product.runs * product.run; \
    Place place = {0, 0, values, values, values}; \
    tile.ahead = next; \
    tile.aheadLine = tiles > 1 ? 0 : LANES; \
    tile.aheadStep = tiles > 1 ? LANES : 2 * LANES; \
    long first = 0; \
    for (long i = 0; i < tiles; i++) { \
      const long count = product.rows * (i + 1) / tiles - first; \
      float *target = results + column + first * product.resultStep; \
      tile.results = isWhole ? target : buffer; \
      tile.resultStep = isWhole ? product.resultStep : width; \
      find_rows(&product, &place, &tile, count); \
      switch (count) { CASES(KERNEL, vectors) } \
      if (!isWhole) copy_columns(buffer, width, target, product.resultStep, count, columns); \
      if (i == 0) tile.ahead += inner * LANES; else tile.aheadStep = 0; \
      first += count; \
    } \
  }

#if defined(__x86_64__)
__attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
static void product_wide(
  VectorProduct product, const float *values, const float *weights, const float *bias,
  float *results) {
  const long inner = product.runs * product.run;
  Tile tile = {.weights = weights, .bias = bias};
  if (product.columns <= PAIR_COLUMNS) {
    const long column = 0;
    ROWS(14, PAIR_COLUMNS, weights, UP_TO_14, COMPUTE_PAIRS, 1)
    return;
  }
  for (long column = 0; column < product.columns; column += PANEL) {
    const bool isHalf = product.columns - column <= LANES;
    tile.weights = weights + column * inner;
    tile.weightStep = isHalf ? LANES : PANEL;
    tile.bias = bias + column;
    if (isHalf) {
      ROWS(14, LANES, tile.weights + LANES * inner, UP_TO_14, COMPUTE, 1)
    } else {
      ROWS(14, PANEL, tile.weights + PANEL * inner, UP_TO_14, COMPUTE, 2)
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
  const long inner = product.runs * product.run;
  Tile tile = {.weights = weights, .bias = bias};
  if (product.columns <= PAIR_COLUMNS) {
    const long column = 0;
    ROWS(6, PAIR_COLUMNS, weights, UP_TO_6, COMPUTE_PAIRS, 1)
    return;
  }
  for (long column = 0; column < product.columns; column += LANES) {
    const long panel = column / PANEL * PANEL;
    tile.weights = weights + panel * inner + (column - panel);
    tile.weightStep = product.columns - panel <= LANES ? LANES : PANEL;
    tile.bias = bias + column;
    ROWS(6, LANES, weights + (panel + PANEL) * inner, UP_TO_6, COMPUTE, 1)
  }
}

bool vector_is_wide(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("x86-64-v4");
#else
  return false;
#endif
}

void vector_product(
  VectorProduct product, const float *values, const float *weights, const float *bias,
  float *results) {
#if defined(__x86_64__)
  if (!product.isNarrow && vector_is_wide())
    return product_wide(product, values, weights, bias, results);
#endif
  product_narrow(product, values, weights, bias, results);
}
