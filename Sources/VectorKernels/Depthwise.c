#include "Vectors.h"
#include "Windows.h"

#define UNROLLED _Pragma("clang loop unroll(full)")

// `pixels` neighbours at once, from lines of the map whose values under the first tap of the first
// pixel are at `offset`.
#define NEIGHBOURS(Vector, pixels, rowCount, tapCount, gap) \
  { \
    Vector sums[pixels]; \
    UNROLLED for (int i = 0; i < pixels; i++) sums[i] = start; \
    UNROLLED for (int row = 0; row < rowCount; row++) \
      UNROLLED for (int tap = 0; tap < tapCount; tap++) \
        UNROLLED for (int i = 0; i < pixels; i++) \
          sums[i] += FROM(Vector, lines[row] + offset + tap * n + i * (gap)) \
            * factors[row * tapCount + tap]; \
    UNROLLED for (int i = 0; i < pixels; i++) \
      AT(Vector, result + i * n) = rectifies ? RECTIFIED(Vector, sums[i]) : sums[i]; \
  }

// With constant extents of the window the weights stay in registers, and windows share the values
// that they have in common. The last four pixels of a line may overlap those before.
#define LINES(Vector, rowCount, tapCount, gap) \
  { \
    Vector factors[rowCount * tapCount]; \
    const float *lines[rowCount]; \
    UNROLLED for (int row = 0; row < rowCount; row++) { \
      lines[row] = corner + row * rowStep + c; \
      UNROLLED for (int tap = 0; tap < tapCount; tap++) \
        factors[row * tapCount + tap] = FROM(Vector, weights + row * weightStep + tap * n + c); \
    } \
    const Vector start = FROM(Vector, bias + c); \
    for (long y = 0; y < block->lines; y++) { \
      long offset = y * lineStep; \
      float *result = target + y * targetStep + c; \
      if (count >= 4) { \
        for (long left = count;;) { \
          NEIGHBOURS(Vector, 4, rowCount, tapCount, gap) \
          left -= 4; \
          if (left == 0) break; \
          const long next = left < 4 ? left : 4; \
          offset += next * (gap); \
          result += next * n; \
          left += 4 - next; \
        } \
      } else { \
        for (long left = count; left > 0; left--) { \
          NEIGHBOURS(Vector, 1, rowCount, tapCount, gap) \
          offset += gap; \
          result += n; \
        } \
      } \
    } \
  }

#define ANY_LINES(Vector) \
  for (long y = 0; y < block->lines; y++) { \
    for (long x = 0; x < count; x++) { \
      const float *window = corner + y * lineStep + x * pixelStep + c; \
      Vector sum = FROM(Vector, bias + c); \
      for (long row = 0; row < block->rows; row++) \
        for (long tap = 0; tap < block->taps; tap++) \
          sum += FROM(Vector, window + row * rowStep + tap * tapStep) \
            * FROM(Vector, weights + row * weightStep + tap * n + c); \
      AT(Vector, target + y * targetStep + x * n + c) = \
        rectifies ? RECTIFIED(Vector, sum) : sum; \
    } \
  }

#define CHANNELS(Vector, lanes) \
  for (; c + lanes <= n; c += lanes) { \
    switch (shape) { \
      case 33: LINES(Vector, 3, 3, n) break; \
      case 23: LINES(Vector, 2, 3, n) break; \
      case 32: LINES(Vector, 3, 2, n) break; \
      case 133: LINES(Vector, 3, 3, 2 * n) break; \
      default: ANY_LINES(Vector) \
    } \
  }

// Pixels whose windows have the same rows and taps inside the map.
typedef struct {
  /// Lines of pixels, pixels of a line, and what of their windows is inside.
  long lines, count, rows, taps;
  long channels;
  /// In the map: from row to row and tap to tap of a window, from pixel to pixel and line to line.
  long rowStep, tapStep, pixelStep, lineStep;
  /// From row to row of the weights and from line to line of the results.
  long weightStep, targetStep;
  bool rectifies;
} Block;

static void compute_block(
  const Block *block, const float *corner, const float *weights, const float *bias,
  float *target);

FOR_EACH_PROCESSOR
static void compute_block(
  const Block *block, const float *corner, const float *weights, const float *bias,
  float *target) {
  const long n = block->channels, count = block->count;
  const long rowStep = block->rowStep, tapStep = block->tapStep, pixelStep = block->pixelStep;
  const long lineStep = block->lineStep;
  const long weightStep = block->weightStep, targetStep = block->targetStep;
  const bool rectifies = block->rectifies;
  const bool isNear = tapStep == n && block->rows < 4 && block->taps < 4;
  const long shape = !isNear ? 0
    : pixelStep == n ? 10 * block->rows + block->taps
    : pixelStep == 2 * n ? 100 + 10 * block->rows + block->taps : 0;
  long c = 0;
  CHANNELS(Vector16, 16)
  CHANNELS(Vector8, 8)
  CHANNELS(Vector4, 4)
  for (; c < n; c++) ANY_LINES(float)
}

void vector_depthwise(
  VectorWindow vertical, VectorWindow horizontal, long channels, const float *map,
  const float *weights, const float *bias, bool rectifies, float *results) {
  const long rowValues = horizontal.input * channels;
  Block block = {
    .channels = channels,
    .rowStep = vertical.dilation * rowValues,
    .tapStep = horizontal.dilation * channels,
    .pixelStep = horizontal.stride * channels,
    .lineStep = vertical.stride * rowValues,
    .weightStep = horizontal.taps * channels,
    .targetStep = horizontal.output * channels,
    .rectifies = rectifies,
  };
  for (long y = 0; y < vertical.output; y += block.lines) {
    const Stretch rows = stretch_from(vertical, y);
    block.lines = rows.count;
    block.rows = rows.taps;
    for (long x = 0; x < horizontal.output; x += block.count) {
      const Stretch taps = stretch_from(horizontal, x);
      block.count = taps.count;
      block.taps = taps.taps;
      compute_block(
        &block, map + rows.start * rowValues + taps.start * channels,
        weights + rows.tap * block.weightStep + taps.tap * channels, bias,
        results + y * block.targetStep + x * channels);
    }
  }
}
