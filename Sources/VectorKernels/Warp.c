#include "Vectors.h"
#include "VectorKernels.h"

typedef double Doubles __attribute__((vector_size(64)));
typedef int Integers __attribute__((vector_size(32), aligned(4)));
typedef unsigned char Bytes __attribute__((vector_size(8), aligned(1)));

enum { BLOCK = 8, CHANNELS = 3 };

// A pixel outside of the image is black.
static inline Vector4 pixel(const unsigned char *image, long width, long height, long x, long y) {
  if (x < 0 || y < 0 || x >= width || y >= height) return (Vector4){0};
  const unsigned char *bytes = image + (y * width + x) * CHANNELS;
  return (Vector4){bytes[0], bytes[1], bytes[2], 0};
}

static __attribute__((noinline)) void add_sample_anywhere(
  const unsigned char *image, long width, long height, long x, long y, float dx, float dy,
  Vector4 *sum) {
  const Vector4 upper = pixel(image, width, height, x, y) * (1 - dx)
    + pixel(image, width, height, x + 1, y) * dx;
  const Vector4 lower = pixel(image, width, height, x, y + 1) * (1 - dx)
    + pixel(image, width, height, x + 1, y + 1) * dx;
  *sum += upper * (1 - dy) + lower * dy;
}

// Eight bytes, of which six are two neighbouring pixels.
#define TWO_PIXELS(bytes) __builtin_convertvector(*(const Bytes *)(bytes), Vector8)

FOR_EACH_PROCESSOR
void vector_warp(
  const unsigned char *image, long width, long height, VectorLine line, const double *offsets,
  long offsetCount, float *results, long pixels) {
  const unsigned insideWidth = width > 2 ? width - 2 : 0, insideHeight = height - 1;
  const float share = 1 / (255.0f * offsetCount);
  const Doubles steps = {0, 1, 2, 3, 4, 5, 6, 7};
  for (long first = 0; first < pixels; first += BLOCK) {
    Vector4 sums[BLOCK] = {0};
    for (long k = 0; k < offsetCount; k++) {
      const Doubles x = line.x + offsets[2 * k] + line.dx * (steps + (double)first);
      const Doubles y = line.y + offsets[2 * k + 1] + line.dy * (steps + (double)first);
      // The conversion cuts towards zero; comparisons are −1 where they hold.
      Integers left = __builtin_convertvector(x, Integers);
      Integers top = __builtin_convertvector(y, Integers);
      left += __builtin_convertvector(__builtin_convertvector(left, Doubles) > x, Integers);
      top += __builtin_convertvector(__builtin_convertvector(top, Doubles) > y, Integers);
      int lefts[BLOCK], tops[BLOCK];
      float dx[BLOCK], dy[BLOCK];
      *(Integers *)lefts = left;
      *(Integers *)tops = top;
      AT(Vector8, dx) = __builtin_convertvector(x - __builtin_convertvector(left, Doubles), Vector8);
      AT(Vector8, dy) = __builtin_convertvector(y - __builtin_convertvector(top, Doubles), Vector8);
      for (int i = 0; i < BLOCK; i++) {
        // Two bytes behind the two pixels are read, which the last of a row do not have.
        if ((unsigned)lefts[i] < insideWidth && (unsigned)tops[i] < insideHeight) {
          const unsigned char *upper = image + (tops[i] * width + lefts[i]) * CHANNELS;
          const Vector8 both = TWO_PIXELS(upper) * (1 - dy[i])
            + TWO_PIXELS(upper + width * CHANNELS) * dy[i];
          const Vector4 here = __builtin_shufflevector(both, both, 0, 1, 2, 3);
          const Vector4 next = __builtin_shufflevector(both, both, 3, 4, 5, 6);
          sums[i] += here * (1 - dx[i]) + next * dx[i];
        } else {
          add_sample_anywhere(
            image, width, height, lefts[i], tops[i], dx[i], dy[i], &sums[i]);
        }
      }
    }
    const long count = pixels - first < BLOCK ? pixels - first : BLOCK;
    for (long i = 0; i < count; i++) {
      float *result = results + (first + i) * CHANNELS;
      for (int channel = 0; channel < CHANNELS; channel++)
        result[channel] = sums[i][CHANNELS - 1 - channel] * share;
    }
  }
}
