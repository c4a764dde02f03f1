#include "cpu_kernels.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "rows.h"
#include "vector_kernels.h"
#include "workers.h"

// Compiled once for each level of vector instructions; the processor at hand decides when the shim
// is loaded. The sanitizers can't follow that decision.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__)
#define VIRNUCPRO_VECTORIZED \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define VIRNUCPRO_VECTORIZED
#endif

namespace virnucpro::cpu {
namespace {

VIRNUCPRO_VECTORIZED void add_to(double *sums, const float *row, int64_t width) {
#pragma omp simd
  for (int64_t i = 0; i < width; ++i) sums[i] += row[i];
}

}  // namespace

bool has_kernels(Device device, int32_t dtype) {
  return device.is_cpu() && find_cpu_kernel() != nullptr &&
         (dtype == torch().aoti_torch_dtype_float32() ||
          dtype == torch().aoti_torch_dtype_bfloat16());
}

bool serves_attention(int64_t head_size) {
  return head_size % input_step == 0 && head_size <= vector_block;
}

Tensor attend(const Tensor &given, int64_t head_count, const int32_t *lengths, const float *slopes,
              const Tensor &angles) {
  const Tensor qkv = in_rows(given);
  const Shape shape = qkv.shape();
  const int64_t row_count = shape[0], token_count = shape[1], width = shape[2] / 3;
  const int64_t head_size = width / head_count;
  const Tensor result = empty_rows({row_count, token_count, width});
  const CpuKernel &kernel = *find_cpu_kernel();
  const int64_t scratch_size =
      round_up(attention_scratch_size(token_count, head_size, kernel.products.panel), input_step);
  const int64_t worker_count = count_workers();
  const Tensor scratch = empty({worker_count, scratch_size}, qkv.dtype(), cpu_device());

  const int64_t task_count = row_count * head_count;
  const auto qkv_of = [&](int64_t number) {
    return static_cast<const float *>(qkv.data()) +
           number / head_count * token_count * distance_of(3 * width) +
           number % head_count * 3 * head_size;
  };

  run(worker_count, [&](int64_t worker) {
    for (int64_t number = worker; number < task_count; number += worker_count) {
      const int64_t row = number / head_count, head = number % head_count;
      AttentionTask task{};
      task.qkv = qkv_of(number);
      task.next_qkv = qkv_of(std::min(number + worker_count, task_count - 1));
      task.result = static_cast<float *>(result.data()) + row * token_count * distance_of(width) +
                    head * head_size;
      task.query_count = token_count;
      task.key_count = lengths[row];
      task.head_count = head_count;
      task.head_size = head_size;
      task.scale = static_cast<float>(1 / std::sqrt(static_cast<double>(head_size)));
      task.slope = slopes != nullptr ? slopes[head] : 0;
      task.angles = angles ? static_cast<const float *>(angles.data()) : nullptr;
      task.scratch = static_cast<float *>(scratch.data()) + worker * scratch_size;
      kernel.attend(task);
    }
  });
  return result;
}

void mean(const float *rows, int64_t row_count, int64_t distance, int64_t width, float *result) {
  std::vector<double> sums(static_cast<std::size_t>(width));
  for (int64_t row = 0; row < row_count; ++row) add_to(sums.data(), rows + row * distance, width);
  std::transform(sums.begin(), sums.end(), result, [row_count](double sum) {
    return static_cast<float>(sum / static_cast<double>(row_count));
  });
}

}  // namespace virnucpro::cpu
