#include "vector_kernels.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

namespace virnucpro::cpu {
namespace {

// Linux gives a process the registers of AMX only if it asks, since they make what is saved of a
// thread larger.
bool may_use_amx() {
  constexpr long request_permission = 0x1023, amx_tile_data = 18;  // of asm/prctl.h
  return syscall(SYS_arch_prctl, request_permission, amx_tile_data) == 0;
}

}  // namespace

const CpuKernel *find_cpu_kernel() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) {
    return &avx512_kernel;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &avx2_kernel;
  return nullptr;
}

const ProductKernel *find_bf16_products() {
  static const ProductKernel *const found = []() -> const ProductKernel * {
    if (find_cpu_kernel() != &avx512_kernel || !__builtin_cpu_supports("avx512bf16")) {
      return nullptr;
    }
    if (__builtin_cpu_supports("amx-bf16") && may_use_amx()) return &amx_products;
    // Intel's multiply BF16 in vectors at half the rate of FP32 (measured on Emerald Rapids).
    return __builtin_cpu_is("intel") ? nullptr : &avx512_bf16_products;
  }();
  return found;
}

int64_t block_inputs_of(const ProductKernel &kernel, int64_t inputs) {
  const int64_t padded = round_up(inputs, input_step);
  const int64_t block_count = (padded + kernel.longest_block - 1) / kernel.longest_block;
  return round_up((padded + block_count - 1) / block_count, input_step);
}

void pack_panel(int64_t panel_outputs, const PackedMatrix &matrix, const float *const *layers,
                int64_t layer_count, int64_t panel, float *words) {
  const int64_t padded_inputs = round_up(matrix.inputs, input_step);
  const int64_t first_output = panel * panel_outputs;
  const int64_t width = std::min(panel_outputs, matrix.outputs - first_output);
  for (int64_t first = 0; first < padded_inputs; first += matrix.block_inputs) {
    const int64_t padded = std::min(matrix.block_inputs, padded_inputs - first);
    const int64_t count = std::min(padded, matrix.inputs - first);
    float *target = words + layer_count * (matrix.outputs * first + first_output * padded);
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
