// The kernels of src/gemm.h for tests of them.
#pragma once

#include <cstdlib>
#include <memory>
#include <vector>

#include "../src/gemm.h"

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

}  // namespace virnucpro::cpu
