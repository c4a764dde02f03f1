// The kernels of src/vector_kernels.h for tests of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <vector>

#include "../src/vector_kernels.h"

namespace virnucpro::cpu {

// Those that this processor has, the best first.
inline std::vector<const CpuKernel *> kernels() {
  const CpuKernel *best = find_cpu_kernel();
  if (best == &avx512_kernel) return {&avx512_kernel, &avx2_kernel};
  if (best == &avx2_kernel) return {&avx2_kernel};
  return {};
}

struct Free {
  void operator()(float *memory) const { std::free(memory); }
};

// `count` elements, at a multiple of 64 bytes.
inline std::unique_ptr<float[], Free> aligned(int64_t count) {
  const auto bytes = static_cast<std::size_t>(round_up(count, 16)) * sizeof(float);
  return std::unique_ptr<float[], Free>(static_cast<float *>(std::aligned_alloc(64, bytes)));
}

// A matrix as a kernel takes and leaves it: its rows distance_of(width) apart, zeros behind their
// numbers as far as a kernel multiplies them, and NaN everywhere else.
class Rows {
 public:
  Rows(int64_t count, int64_t width)
      : width_(width), values_(aligned(round_up(count, row_step) * distance_of(width))) {
    std::fill_n(values_.get(), round_up(count, row_step) * distance_of(width), NAN);
    for (int64_t row = 0; row < count; ++row) {
      std::fill((*this)[row] + width, (*this)[row] + round_up(width, input_step), 0.0F);
    }
  }

  // With these numbers: [count, width].
  Rows(int64_t count, int64_t width, const std::vector<float> &numbers) : Rows(count, width) {
    for (int64_t row = 0; row < count; ++row) {
      std::copy_n(numbers.begin() + row * width, width, (*this)[row]);
    }
  }

  float *operator[](int64_t row) const { return values_.get() + row * distance_of(width_); }

  // The first `count`: [count, width].
  std::vector<float> numbers(int64_t count) const {
    std::vector<float> result;
    for (int64_t row = 0; row < count; ++row) {
      result.insert(result.end(), (*this)[row], (*this)[row] + width_);
    }
    return result;
  }

 private:
  int64_t width_;
  std::unique_ptr<float[], Free> values_;
};

}  // namespace virnucpro::cpu
