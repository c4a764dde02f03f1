// The kernels of src/vector_kernels.h for tests of them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
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

// Their products in BF16, likewise.
inline std::vector<const ProductKernel *> bf16_products() {
  std::vector<const ProductKernel *> result;
  if (find_bf16_products() == &amx_products) result.push_back(&amx_products);
  if (find_cpu_kernel() == &avx512_kernel && __builtin_cpu_supports("avx512bf16")) {
    result.push_back(&avx512_bf16_products);
  }
  return result;
}

// All of them.
inline std::vector<const ProductKernel *> products() {
  std::vector<const ProductKernel *> result = bf16_products();
  for (const CpuKernel *kernel : kernels()) result.push_back(&kernel->products);
  return result;
}

// To nearest, ties to even.
inline float rounded_to_bf16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  bits = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// Weights as a kernel takes them.
inline std::vector<float> words_of(const std::vector<float> &weights, const ProductKernel &kernel) {
  if (kernel.word_inputs == 1) return weights;
  std::vector<float> words(weights.size() / 2);
  auto *target = reinterpret_cast<char *>(words.data());
  for (const float weight : weights) {
    const float value = rounded_to_bf16(weight);
    std::memcpy(target, reinterpret_cast<const char *>(&value) + 2, 2);
    target += 2;
  }
  return words;
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
      std::fill((*this)[row] + width, (*this)[row] + round_up(width, zero_step), 0.0F);
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
