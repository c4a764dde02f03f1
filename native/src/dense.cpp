#include "dense.h"

#include <utility>

namespace virnucpro {
namespace {

Tensor in_fp32(const Tensor &x) { return x ? to_dtype(x, torch().aoti_torch_dtype_float32()) : x; }

// Weights as they are multiplied: in BF16 where this processor has products for them, else in FP32.
Tensor in_best_type(const Tensor &weight) {
  return cpu::PackedWeights::serve(weight) ? weight : in_fp32(weight);
}

}  // namespace

void Dense::pack() {
  bias_ = in_fp32(bias_);
  weight_ = in_best_type(weight_);
  if (cpu::PackedWeights::serve(weight_)) {
    kernel_ = std::make_shared<cpu::PackedWeights>(weight_);
    weight_ = Tensor();
  }
}

Tensor Dense::apply(const Tensor &x) const {
  if (kernel_) return kernel_->multiply(x, bias_, cpu::Finish::none);
  return linear(x, weight_, bias_);
}

Tensor Dense::apply_gelu(const Tensor &x) const {
  if (kernel_) return kernel_->multiply(x, bias_, cpu::Finish::gelu);
  Tensor y = linear(x, weight_, bias_);
  gelu_(y);
  return y;
}

Tensor Dense::apply_add(const Tensor &x, const Tensor &term) const {
  if (kernel_) return kernel_->multiply(x, bias_, cpu::Finish::add, term);
  return add(term, apply(x));
}

Tensor Dense::apply_add(const Tensor &x, const Tensor &term, const cpu::RowNorm &norm) const {
  return kernel_->multiply(x, bias_, cpu::Finish::add, term, &norm);
}

void GatedDense::pack() {
  const Tensor gate = in_best_type(gate_.weight_), value = in_best_type(value_.weight_);
  if (cpu::PackedWeights::serve(gate)) {
    kernel_ = std::make_shared<cpu::PackedWeights>(gate, value);
    gate_ = value_ = Dense();
  } else {
    gate_.pack();
    value_.pack();
  }
}

Tensor GatedDense::apply(const Tensor &x) const {
  if (kernel_) return kernel_->multiply(x, Tensor(), cpu::Finish::gated);
  return multiply(gate_.apply_gelu(x), value_.apply(x));
}

}  // namespace virnucpro
