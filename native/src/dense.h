// Fully connected layers, alone and with what follows them.
#pragma once

#include "tensor.h"

namespace virnucpro {

// y = x W^T + b
class Dense {
 public:
  Dense() = default;
  // weight: [outputs, inputs], which may be part of a larger tensor; bias: [outputs], or empty.
  Dense(Tensor weight, Tensor bias) : weight_(std::move(weight)), bias_(std::move(bias)) {}

  // Once the weights are loaded: brings them into oneDNN's layout, if its products can be had on this
  // processor and agree with libtorch's own for this shape; otherwise all stays as it is.
  void pack();

  Tensor apply(const Tensor &x) const;
  // gelu(y), exact (erf)
  Tensor apply_gelu(const Tensor &x) const;
  // term + y, in the wider of both types
  Tensor apply_add(const Tensor &x, const Tensor &term) const;
  // factor · y
  Tensor apply_multiply(const Tensor &x, const Tensor &factor) const;

 private:
  Tensor fused(const Tensor &x, const char *activation) const;
  Tensor fused(const Tensor &x, const char *operation, const Tensor &operand) const;

  Tensor weight_, bias_;
  bool is_packed_ = false;
};

}  // namespace virnucpro
