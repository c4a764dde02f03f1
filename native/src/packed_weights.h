// The weights of fully connected layers in FP32, on the CPU, packed for its vector instructions.
#pragma once

#include "gemm.h"
#include "tensor.h"

namespace virnucpro::cpu {

class PackedWeights {
 public:
  // Whether this processor has a kernel, for layers of so many outputs.
  static bool serve(int64_t outputs);

  // weight: [outputs, inputs], FP32, contiguous, on the CPU.
  explicit PackedWeights(const Tensor &weight);
  // Two layers of one shape, for Finish::gated.
  PackedWeights(const Tensor &gate, const Tensor &value);

  // x: [..., inputs], FP32. Returns [..., outputs]: of each row the same bits, whatever the
  // other rows, the count of threads and the kernel.
  // bias: [outputs], or empty. operand: of the shape of the result, for Finish::add.
  Tensor multiply(const Tensor &x, const Tensor &bias, Finish finish,
                  const Tensor &operand = Tensor()) const;

 private:
  PackedWeights(const Tensor *const *layers, int64_t layer_count);

  Tensor values_;
  PackedMatrix matrix_{};
};

}  // namespace virnucpro::cpu
