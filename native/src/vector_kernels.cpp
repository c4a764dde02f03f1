#include "vector_kernels.h"

#include <algorithm>

namespace virnucpro::cpu {

const CpuKernel *find_cpu_kernel() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    return &avx512_kernel;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2_kernel;
  return nullptr;
}

int64_t block_inputs_of(int64_t inputs) {
  const int64_t padded = round_up(inputs, input_step);
  const int64_t block_count = (padded + longest_block - 1) / longest_block;
  return round_up((padded + block_count - 1) / block_count, input_step);
}

void pack_panel(const CpuKernel &kernel, const PackedMatrix &matrix, const float *const *layers,
                int64_t layer_count, int64_t panel, float *values) {
  const int64_t padded_inputs = round_up(matrix.inputs, input_step);
  const int64_t first_output = panel * kernel.panel;
  const int64_t width = std::min(kernel.panel, matrix.outputs - first_output);
  for (int64_t first = 0; first < padded_inputs; first += matrix.block_inputs) {
    const int64_t padded = std::min(matrix.block_inputs, padded_inputs - first);
    const int64_t count = std::min(padded, matrix.inputs - first);
    float *target = values + layer_count * (matrix.outputs * first + first_output * padded);
    for (int64_t layer = 0; layer < layer_count; ++layer) {
      for (int64_t output = 0; output < width; ++output) {
        const float *source = layers[layer] + (first_output + output) * matrix.inputs + first;
        for (int64_t i = 0; i < count; ++i) target[i * width + output] = source[i];
        for (int64_t i = count; i < padded; ++i) target[i * width + output] = 0;
      }
      target += padded * width;
    }
  }
}

}  // namespace virnucpro::cpu
