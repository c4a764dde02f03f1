// LayerNorm on the CPU in FP32.
#pragma once

#include "vectors.h"

namespace virnucpro::cpu {
namespace {

// Sums of a row that are taken side by side: more than one, since each waits for the one before.
constexpr int64_t sum_count = 4;

// The sum of term(first number) over a row.
template <typename Function>
[[gnu::always_inline]] inline float sum_of_row(int64_t width, Function term) {
  Vector sums[sum_count][lane_vectors] = {};
  for (int64_t i = 0; i < width; i += sum_count * lane_count) {
#pragma GCC unroll 4
    for (int64_t number = 0; number < sum_count; ++number) {
      const int64_t first = i + number * lane_count;
      if (first >= width) break;
#pragma GCC unroll 2
      for (int64_t lane = 0; lane < lane_vectors; ++lane) {
        sums[number][lane] += term(first + lane * vector_floats);
      }
    }
  }
  for (int64_t lane = 0; lane < lane_vectors; ++lane) {
    sums[0][lane] = (sums[0][lane] + sums[1][lane]) + (sums[2][lane] + sums[3][lane]);
  }
  return over_lanes(sums[0], [](Vector a, Vector b) { return a + b; });
}

void normalize_rows(const NormTask &task) {
  const auto width = static_cast<float>(task.width);
  const int64_t distance = distance_of(task.width);
  for (int64_t row = 0; row < task.row_count; ++row) {
    const float *x = task.x + row * distance;
    float *y = task.y + row * distance;
    const float mean = sum_of_row(task.width, [x](int64_t i) { return load(x + i); }) / width;
    const float squares = sum_of_row(task.width, [x, mean](int64_t i) {
      const Vector difference = load(x + i) - mean;
      return difference * difference;
    });
    const float scale = 1 / __builtin_sqrtf(squares / width + task.epsilon);
    for (int64_t i = 0; i < task.width; i += vector_floats) {
      store(y + i, (load(x + i) - mean) * scale * load(task.weight + i) + load(task.bias + i));
    }
  }
}

}  // namespace
}  // namespace virnucpro::cpu
