#pragma once
#include <stdbool.h>

// The innermost loops of the layers of NeuralNetwork, over vectors of neighbouring channels, and of
// the gray levels and the warp of Imaging.
//
// They are C because the compiler then makes each of them three times, for the vectors of every
// x86-64, of AVX2 and of AVX-512, and the loader takes the widest that the processor has
// (`target_clones`); Swift compiles for one processor only. Elsewhere each is made once. All counts
// are of values, not bytes. Nothing is allocated, and nothing is checked: the callers plan.

/// A sliding window along one axis of a map: so many taps, `dilation` apart, at `output` positions,
/// `stride` apart, of which the first is `before` the input.
typedef struct {
  long input, taps, stride, dilation, output, before;
} VectorWindow;

/// A depthwise convolution of one map: each channel of each pixel is its bias and the sum of its
/// window, as far as it lies inside the map, times its weights; then negative values become 0 if
/// `rectifies`.
///
/// @param weights (rows, columns, channels) of a window.
void vector_depthwise(
  VectorWindow vertical, VectorWindow horizontal, long channels, const float *map,
  const float *weights, const float *bias, bool rectifies, float *results);

/// The largest value of each channel of one map in the window of each pixel, as far as it lies inside
/// the map; not a number counts as small. Windows have no dilation.
void vector_maximum(
  VectorWindow vertical, VectorWindow horizontal, long channels, const float *map,
  float *results);

/// What follows the sums of a layer: bias[c] and addend[i] are added, then negative values become 0
/// if `rectifies`, or values that are not positive are multiplied by slopes[c]. Any of the three
/// pointers may be null; not a number stays what it is.
void vector_epilogue(
  float *values, const float *bias, const float *addend, const float *slopes, bool rectifies,
  long rows, long channels);

/// Winograd's transform G·g·Gᵀ of the taps of `count` filters for F(outputs × outputs, 3 × 3), outputs
/// 2 or 4: from (3, 3) taps, `tapStep` apart, to (outputs + 2)² points, `pointStep` apart.
///
/// @param count a multiple of 4.
void vector_winograd_taps(
  long outputs, const float *taps, long tapStep, long count, float *points, long pointStep);

/// How Winograd's tiles lie over maps, one map after the other, row after row.
typedef struct {
  /// Along an axis, 2 or 4; tiles of inputs are two longer.
  long outputs;
  /// Tiles of a row, rows of tiles of a map.
  long across, down;
  /// Of the maps that are read or written; channels are a multiple of 4.
  long height, width, channels;
  /// Padding before the first row and column.
  long top, left;
} VectorTiles;

/// Winograd's input transform Bᵀ·d·B of tiles.
///
/// @param zeros as many as channels; stand for pixels outside of the map.
/// @param points receives the points of each tile, (points², channels); tiles are `step` apart.
void vector_winograd_input(
  VectorTiles tiles, const float *map, const float *zeros, long first, long count, float *points,
  long step);

/// Winograd's output transform Aᵀ·m·A of tiles, and their bias; then negative values become 0 if
/// `rectifies`.
///
/// @param tiles of the outputs; without padding.
/// @param points the products of each tile, (points², filters); tiles are `step` apart.
void vector_winograd_output(
  VectorTiles tiles, const float *points, long step, const float *bias, bool rectifies,
  long first, long count, float *results);

/// Of the three bytes of a pixel, in units of 2⁻¹⁵; their sum is at most 2¹⁵.
typedef struct {
  unsigned first, second, third;
} VectorGrayWeights;

/// The weighted mean of the three bytes of each pixel, rounded, halves up.
void vector_gray(
  const unsigned char *pixels, long count, VectorGrayWeights weights, unsigned char *gray);

/// Positions along a line: (x, y), then every (dx, dy). The centre of an image's first pixel is (0, 0);
/// all positions lie within ±10⁷.
typedef struct {
  double x, y, dx, dy;
} VectorLine;

/// Bilinear samples of an image of blue, green and red bytes, without gaps between its rows, along a
/// line; each is the mean of samples at offsets (x, y) from its position. Outside of the image all is
/// black.
///
/// @param results red, green and blue of each pixel, in 0…1.
void vector_warp(
  const unsigned char *image, long width, long height, VectorLine line, const double *offsets,
  long offsetCount, float *results, long pixels);

/// A product of two matrices: results = bias + values · weights, then negative values become 0 if
/// `rectifies`.
///
/// A row of values is `runs` runs of `run` neighbours, which start at `offsets` from the row's place.
/// Rows lie `across` to a line and `down` lines to a map.
typedef struct {
  /// Of the results.
  long rows, columns;
  long runs, run;
  const long *offsets;
  long across, down;
  /// From one row to the next of a line, from line to line and from map to map.
  long rowStep, lineStep, mapStep;
  /// From one row of the results to the next.
  long resultStep;
  bool rectifies;
  /// Whether vectors of 512 bits are not used even where there are some.
  bool isNarrow;
} VectorProduct;

/// Computes a product. A result's products are added in the same order whatever the rows.
///
/// @param weights in panels of 32 columns, row after row; the last panel has 16 where the rest are
/// no more. What fills a panel up may be anything finite. Up to 8 columns: two rows in one of 16,
/// (column, row), a zero for every second row that is missing at the end of a run.
/// @param bias as many as columns, filled up to a multiple of 16.
void vector_product(
  VectorProduct product, const float *values, const float *weights, const float *bias,
  float *results);

/// One row times a matrix of finite values, (count, columns): results = bias + values · matrix, then
/// negative values become 0 if `rectifies`. Rows of the matrix whose value is 0 are not read.
void vector_combination(
  const float *values, long count, const float *matrix, long columns, const float *bias,
  bool rectifies, float *results);

/// Whether products are computed with vectors of 512 bits.
bool vector_is_wide(void);
