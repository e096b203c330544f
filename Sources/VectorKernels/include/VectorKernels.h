#pragma once
#include <stdbool.h>

// The innermost loops of the layers of NeuralNetwork, over vectors of neighbouring channels, and of
// the warp of Imaging.
//
// They are C because the compiler then makes each of them three times, for the vectors of every
// x86-64, of AVX2 and of AVX-512, and the loader takes the widest that the processor has
// (`target_clones`); Swift compiles for one processor only. Elsewhere each is made once. All counts
// are of values, not bytes. Nothing is allocated, and nothing is checked: the callers plan.

/// Where the windows of a row of output pixels lie.
typedef struct {
  /// Channels, which are neighbours in memory.
  long channels;
  /// Rows and columns of a window.
  long tapRows, taps;
  /// From one row of a window to the next, from one column to the next.
  long rowStep, tapStep;
  /// From the window of one output pixel to that of the next.
  long pixelStep;
} VectorWindows;

/// A depthwise convolution: each channel of each pixel is its bias and the sum of its window times
/// its weights.
///
/// @param weights (tapRows, taps, channels), of which rows lie weightRowStep apart.
void vector_depthwise(
  VectorWindows windows, const float *map, const float *weights, long weightRowStep,
  const float *bias, float *results, long pixels);

/// The largest value of each channel in the window of each pixel; not a number counts as small.
void vector_maximum(VectorWindows windows, const float *map, float *results, long pixels);

/// What follows the sums of a layer: bias[c] and addend[i] are added, then negative values become 0
/// if `rectifies`, or values that are not positive are multiplied by slopes[c]. Any of the three
/// pointers may be null; not a number stays what it is.
void vector_epilogue(
  float *values, const float *bias, const float *addend, const float *slopes, bool rectifies,
  long rows, long channels);

/// A convolution of windows of `count` values, which lie at `offsets` from the first, with filters:
/// their number is a multiple of 4, their weights are (count, filters).
void vector_direct(
  const float *source, long pixelStep, const long *offsets, long count, const float *weights,
  const float *bias, float *results, long pixels, long filters);

/// Winograd's transform G·g·Gᵀ of the taps of all filters for F(outputs × outputs, 3 × 3), outputs 2
/// or 4: from (3, 3, plane) to (outputs + 2, outputs + 2, plane).
///
/// @param plane channels times filters, a multiple of 4.
void vector_winograd_taps(long outputs, const float *taps, long plane, float *points);

/// Winograd's input transform Bᵀ·d·B of one tile for F(outputs × outputs, 3 × 3), outputs 2 or 4.
///
/// @param pixels the addresses of the (outputs + 2)² pixels of the tile, row after row.
/// @param channels a multiple of 4.
/// @param points receives the points, `plane` apart.
void vector_winograd_input(
  long outputs, const float *const *pixels, long channels, float *points, long plane);

/// Winograd's output transform Aᵀ·m·A of one tile; of its outputs, the first rows and columns are
/// written.
///
/// @param points the products, `plane` apart.
/// @param filters a multiple of 4.
/// @param rowStep from one row of the results to the next; pixels lie `filters` apart.
void vector_winograd_output(
  long outputs, const float *points, long plane, long filters, float *results, long rowStep,
  long rows, long columns);

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

/// A product of two matrices, row by row: results = bias + values · weights, then negative values
/// become 0 if `rectifies`.
typedef struct {
  /// Of values and results, of the weights and results, of values and weights.
  long rows, columns, inner;
  /// From one row to the next.
  long valueStep, resultStep;
  bool rectifies;
} VectorProduct;

/// Computes a product. Each result is the sum of its products in their order, whatever the rows.
///
/// @param weights in panels of 32 columns, row after row; the last panel has 16 where the rest are
/// no more, and is filled up with anything.
/// @param bias as many as columns, filled up to a multiple of 16.
void vector_product(
  VectorProduct product, const float *values, const float *weights, const float *bias,
  float *results);
