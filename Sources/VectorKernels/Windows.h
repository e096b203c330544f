#pragma once
#include "VectorKernels.h"

// Neighbouring positions of a window at which the same taps lie inside the input: all at which all
// taps do, or one.
typedef struct {
  long position, count;
  /// The first tap that lies inside, how many do, and where the first one is in the input.
  long tap, taps, start;
} Stretch;

/// The stretch that starts at a position.
static inline Stretch stretch_from(VectorWindow window, long position) {
  const long start = position * window.stride - window.before;
  long first = 0, end = window.taps;
  while (first < end && start + first * window.dilation < 0) first++;
  while (end > first && start + (end - 1) * window.dilation >= window.input) end--;
  Stretch stretch = {position, 1, first, end - first, start + first * window.dilation};
  if (end - first == window.taps) {
    const long room = window.input - 1 - start - (window.taps - 1) * window.dilation;
    const long count = room / window.stride + 1, left = window.output - position;
    stretch.count = count < left ? count : left;
  }
  return stretch;
}
