// Fully connected layers, alone and with what follows them.
#pragma once

#include <memory>

#include "packed_weights.h"
#include "tensor.h"

namespace virnucpro {

// y = x W^T + b
class Dense {
 public:
  Dense() = default;
  // weight: [outputs, inputs], which may be part of a larger tensor; bias: [outputs], or empty.
  Dense(Tensor weight, Tensor bias) : weight_(std::move(weight)), bias_(std::move(bias)) {}

  // Once the weights are loaded, on a CPU with kernels: packs them if there is one for their shape.
  // From then on what the layer takes and gives is FP32.
  void pack();

  Tensor apply(const Tensor &x) const;
  // gelu(y), exact (erf)
  Tensor apply_gelu(const Tensor &x) const;
  // term + y, in the wider of both types
  Tensor apply_add(const Tensor &x, const Tensor &term) const;
  // The same, and its LayerNorm; only if can_normalize().
  Tensor apply_add(const Tensor &x, const Tensor &term, const cpu::RowNorm &norm) const;

  bool can_normalize() const { return kernel_ && kernel_->can_normalize(); }

 private:
  friend class GatedDense;

  Tensor weight_, bias_;
  std::shared_ptr<const cpu::PackedWeights> kernel_;  // instead of weight_
};

// gelu(x G^T) · (x V^T)
class GatedDense {
 public:
  GatedDense() = default;
  // gate and value: [outputs, inputs], which may be parts of a larger tensor.
  GatedDense(Tensor gate, Tensor value)
      : gate_(std::move(gate), Tensor()), value_(std::move(value), Tensor()) {}

  void pack();  // as Dense's
  Tensor apply(const Tensor &x) const;

 private:
  Dense gate_, value_;
  std::shared_ptr<const cpu::PackedWeights> kernel_;  // instead of both
};

}  // namespace virnucpro
