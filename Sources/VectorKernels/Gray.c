#include "Vectors.h"
#include "VectorKernels.h"

FOR_EACH_PROCESSOR
void vector_gray(
  const unsigned char *pixels, long count, VectorGrayWeights weights, unsigned char *gray) {
  for (long i = 0; i < count; i++) {
    const unsigned sum = pixels[3 * i] * weights.first + pixels[3 * i + 1] * weights.second +
                         pixels[3 * i + 2] * weights.third;
    gray[i] = (unsigned char)((sum + (1 << 14)) >> 15);
  }
}
