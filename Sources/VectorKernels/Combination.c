#include "Vectors.h"
#include "VectorKernels.h"

// Rows of the matrix that are added at a time, among themselves first, which rounds less. While they
// are, those that come next are fetched.
enum { ROWS = 8 };

// The next rows whose value is not 0, from a row on.
static inline long find_rows(
  const float *values, long count, const float *matrix, long columns, long *row, float *factors,
  const float **rows) {
  long found = 0;
  for (; found < ROWS && *row < count; ++*row) {
    factors[found] = values[*row];
    rows[found] = matrix + *row * columns;
    found += values[*row] != 0;
  }
  return found;
}

#define COLUMNS(Vector, lanes, fetches) \
  for (; c + lanes <= columns; c += lanes) { \
    Vector sum = {0}; \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < ROWS; i++) { \
      sum += FROM(Vector, rows[i] + c) * factors[i]; \
      if (fetches) __builtin_prefetch(next[i] + c, 0, 2); \
    } \
    AT(Vector, results + c) = FROM(Vector, results + c) + sum; \
  }

FOR_EACH_PROCESSOR
void vector_combination(
  const float *values, long count, const float *matrix, long columns, const float *bias,
  bool rectifies, float *results) {
  for (long c = 0; c < columns; c++) results[c] = bias[c];
  float factors[ROWS + 1], nextFactors[ROWS + 1];
  const float *rows[ROWS + 1], *next[ROWS + 1];
  long row = 0;
  long found = find_rows(values, count, matrix, columns, &row, factors, rows);
  while (found == ROWS) {
    const long nextFound = find_rows(values, count, matrix, columns, &row, nextFactors, next);
    for (long i = nextFound; i < ROWS; i++) next[i] = rows[i];
    long c = 0;
    COLUMNS(Vector16, 16, true)
    COLUMNS(Vector4, 4, false)
    for (; c < columns; c++) {
      float sum = 0;
      for (int i = 0; i < ROWS; i++) sum += rows[i][c] * factors[i];
      results[c] += sum;
    }
    found = nextFound;
    for (int i = 0; i < ROWS; i++) {
      rows[i] = next[i];
      factors[i] = nextFactors[i];
    }
  }
  for (long i = 0; i < found; i++)
    for (long c = 0; c < columns; c++) results[c] += rows[i][c] * factors[i];
  if (rectifies)
    for (long c = 0; c < columns; c++) results[c] = results[c] < 0 ? 0 : results[c];
}
