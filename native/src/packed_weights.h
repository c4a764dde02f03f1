// The weights of fully connected layers in FP32 or BF16, on the CPU, packed for its vector
// instructions.
#pragma once

#include "tensor.h"
#include "vector_kernels.h"

namespace virnucpro::cpu {

// LayerNorm of the rows of a product, each while it is in the cache.
struct RowNorm {
  const Tensor &weight, &bias;  // [outputs], FP32
  double epsilon;
  const Tensor *result = nullptr;  // of empty_rows(shape of the product); null: in place of it
};

class PackedWeights {
 public:
  // Whether this processor has a kernel for the weights of a layer.
  static bool serve(const Tensor &weight);

  // weight: [outputs, inputs], contiguous, on the CPU.
  explicit PackedWeights(const Tensor &weight);
  // Two layers of one shape, for Finish::gated.
  PackedWeights(const Tensor &gate, const Tensor &value);

  // x: [..., inputs], FP32. Returns [..., outputs], as `empty_rows` lays it out: of each row the
  // same bits, whatever the other rows and the count of threads, and in FP32 whatever the kernel.
  // bias: [outputs], FP32, or empty. operand: of the shape of the result, for Finish::add. norm:
  // null for none; only if can_normalize().
  Tensor multiply(const Tensor &x, const Tensor &bias, Finish finish,
                  const Tensor &operand = Tensor(), const RowNorm *norm = nullptr) const;

  bool can_normalize() const { return matrix_.outputs % input_step == 0; }

 private:
  PackedWeights(const Tensor *const *layers, int64_t layer_count);
  int64_t panel_count() const { return (matrix_.outputs + kernel_.panel - 1) / kernel_.panel; }

  const ProductKernel &kernel_;
  Tensor words_;
  PackedMatrix matrix_{};
};

}  // namespace virnucpro::cpu
