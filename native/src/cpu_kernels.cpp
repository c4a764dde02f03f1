#include "cpu_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
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

using Bfloat16 = uint16_t;

inline float widen(float value) { return value; }

inline float widen(Bfloat16 value) {
  const uint32_t bits = static_cast<uint32_t>(value) << 16;
  float result;
  std::memcpy(&result, &bits, sizeof result);
  return result;
}

inline void round_to(float &target, float value) { target = value; }

// To nearest, ties to even; not a number stays one.
inline void round_to(Bfloat16 &target, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
  const bool is_number = (bits & 0x7FFFFFFF) <= 0x7F800000;
  target = static_cast<Bfloat16>(is_number ? rounded : 0x7FC0);
}

struct Rotation {
  void *qkv;
  int64_t tokens_per_row, head_count, head_size;
  const float *angles;
};

template <typename Element>
[[gnu::always_inline]] inline void rotate_tokens(const Rotation &rotation, int64_t first,
                                                 int64_t last) {
  const int64_t head_size = rotation.head_size;
  for (int64_t token = first; token < last; ++token) {
    const float *angles = rotation.angles + token % rotation.tokens_per_row * head_size;
    Element *part =
        static_cast<Element *>(rotation.qkv) + token * rotation.head_count * 3 * head_size;
    for (int64_t number = 0; number < 3 * rotation.head_count; ++number, part += head_size) {
      if (number % 3 == 2) continue;
#pragma omp simd
      for (int64_t i = 0; i < head_size; i += 2) {
        const float a = widen(part[i]), b = widen(part[i + 1]);
        const float cosine = angles[i], sine = angles[i + 1];
        round_to(part[i], a * cosine - b * sine);
        round_to(part[i + 1], b * cosine + a * sine);
      }
    }
  }
}

VIRNUCPRO_VECTORIZED void rotate_fp32(int64_t first, int64_t last, void *rotation) {
  rotate_tokens<float>(*static_cast<const Rotation *>(rotation), first, last);
}

VIRNUCPRO_VECTORIZED void rotate_bf16(int64_t first, int64_t last, void *rotation) {
  rotate_tokens<Bfloat16>(*static_cast<const Rotation *>(rotation), first, last);
}

struct Normalization {
  float *x;
  const Bfloat16 *product;
  Bfloat16 *normalized;
  const float *weight, *bias;
  int64_t width;
  double epsilon;
  bool keeps_sum;
};

VIRNUCPRO_VECTORIZED void normalize_rows(int64_t first, int64_t last, void *context) {
  const auto &norm = *static_cast<const Normalization *>(context);
  const int64_t width = norm.width;
  for (int64_t row = first; row < last; ++row) {
    float *x = norm.x + row * width;
    const Bfloat16 *product = norm.product + row * width;
    Bfloat16 *normalized = norm.normalized + row * width;
    float sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int64_t i = 0; i < width; ++i) {
      x[i] += widen(product[i]);
      sum += x[i];
    }
    const float mean = sum / static_cast<float>(width);
    float squares = 0;
#pragma omp simd reduction(+ : squares)
    for (int64_t i = 0; i < width; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const auto scale = static_cast<float>(
        1.0 / std::sqrt(static_cast<double>(squares) / static_cast<double>(width) + norm.epsilon));
    if (norm.keeps_sum) {
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) {
        round_to(normalized[i], (x[i] - mean) * scale * norm.weight[i] + norm.bias[i]);
      }
    } else {
#pragma omp simd
      for (int64_t i = 0; i < width; ++i) {
        x[i] = (x[i] - mean) * scale * norm.weight[i] + norm.bias[i];
        round_to(normalized[i], x[i]);
      }
    }
  }
}

VIRNUCPRO_VECTORIZED void add_to(double *sums, const float *row, int64_t width) {
#pragma omp simd
  for (int64_t i = 0; i < width; ++i) sums[i] += row[i];
}

// Rows that one thread takes at a time.
constexpr int64_t grain = 16;

void run_rows(int64_t count, void (*work)(int64_t, int64_t, void *), void *context) {
  check(torch().torch_parallel_for(0, count, grain, work, context), "kernel of the CPU");
}

Tensor normalize(const Tensor &x, const Tensor &product, const Tensor &weight, const Tensor &bias,
                 double epsilon, bool keeps_sum) {
  const Shape shape = x.shape();
  const int64_t width = shape.back();
  Tensor normalized = empty(shape, product.dtype(), cpu_device());
  Normalization context{static_cast<float *>(x.data()),
                        static_cast<const Bfloat16 *>(product.data()),
                        static_cast<Bfloat16 *>(normalized.data()),
                        static_cast<const float *>(weight.data()),
                        static_cast<const float *>(bias.data()),
                        width,
                        epsilon,
                        keeps_sum};
  int64_t row_count = 1;
  for (std::size_t i = 0; i + 1 < shape.size(); ++i) row_count *= shape[i];
  run_rows(row_count, normalize_rows, &context);
  return normalized;
}

}  // namespace

bool has_kernels(Device device, int32_t dtype) {
  return device.is_cpu() && (dtype == torch().aoti_torch_dtype_float32() ||
                             dtype == torch().aoti_torch_dtype_bfloat16());
}

void rotate(const Tensor &qkv, int64_t row_count, int64_t tokens_per_row, int64_t head_count,
            int64_t head_size, const Tensor &angles) {
  Rotation rotation{qkv.data(), tokens_per_row, head_count, head_size,
                    static_cast<const float *>(angles.data())};
  const bool is_fp32 = qkv.dtype() == torch().aoti_torch_dtype_float32();
  run_rows(row_count * tokens_per_row, is_fp32 ? rotate_fp32 : rotate_bf16, &rotation);
}

bool serves_attention(int64_t head_size) {
  return find_cpu_kernel() != nullptr && head_size % input_step == 0 && head_size <= longest_block;
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
      round_up(attention_scratch_size(token_count, head_size, kernel.panel), input_step);
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

Tensor add_and_normalize(const Tensor &x, const Tensor &product, const Tensor &weight,
                         const Tensor &bias, double epsilon) {
  return normalize(x, product, weight, bias, epsilon, true);
}

Tensor add_and_renormalize(const Tensor &x, const Tensor &product, const Tensor &weight,
                           const Tensor &bias, double epsilon) {
  return normalize(x, product, weight, bias, epsilon, false);
}

}  // namespace virnucpro::cpu
