#include "dense.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <utility>

namespace virnucpro {
namespace {

// Without a batch size oneDNN would choose the layout for a batch of one.
constexpr int64_t typical_tokens = 4096;
constexpr int64_t checked_rows = 8;

bool has_fused_products() {
  return torch().aoti_torch_cpu__linear_pointwise != nullptr &&
         torch().aoti_torch_cpu__linear_pointwise_binary != nullptr;
}

// [checked_rows, width] of numbers without a pattern.
Tensor example(int64_t width) {
  std::vector<float> values(static_cast<std::size_t>(checked_rows * width));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = std::sin(static_cast<float>(i * i % 1009));
  }
  return to_dtype(upload(values.data(), {checked_rows, width}, torch().aoti_torch_dtype_float32(),
                         cpu_device()),
                  torch().aoti_torch_dtype_bfloat16());
}

// Whether both are the same product but for the rounding to BF16.
bool agree(const Tensor &a, const Tensor &b) {
  const Tensor first = to_dtype(a, torch().aoti_torch_dtype_float32());
  const Tensor second = to_dtype(b, torch().aoti_torch_dtype_float32());
  const auto *x = static_cast<const float *>(first.data());
  const auto *y = static_cast<const float *>(second.data());
  const Shape shape = first.shape();
  float largest = 0, difference = 0;
  for (int64_t i = 0; i < shape[0] * shape[1]; ++i) {
    largest = std::max(largest, std::abs(x[i]));
    difference = std::max(difference, std::abs(x[i] - y[i]));
  }
  return difference <= 5e-2f * largest;
}

// Whether oneDNN's packed weights of a shape [outputs, inputs] gave the right product.
std::map<std::pair<int64_t, int64_t>, bool> tried_shapes;
std::mutex trying;

}  // namespace

void Dense::pack() {
  if (weight_.dtype() == torch().aoti_torch_dtype_bfloat16()) {
    pack_for_onednn();
  } else if (cpu::PackedWeights::serve(weight_.shape()[0])) {
    kernel_ = std::make_shared<cpu::PackedWeights>(weight_);
    weight_ = Tensor();
  }
}

void Dense::pack_for_onednn() {
  if (!has_fused_products()) return;
  const Shape shape = weight_.shape();
  const std::lock_guard<std::mutex> lock(trying);
  const auto [tried, is_new] = tried_shapes.try_emplace({shape[0], shape[1]}, false);
  if (!is_new && !tried->second) return;
  Dense packed = *this;
  try {
    packed.weight_ = mkldnn_reorder_linear_weight(weight_, typical_tokens);
    packed.is_packed_for_onednn_ = true;
    if (is_new) {
      // libtorch 2.10 computes nonsense where oneDNN fills up its blocks, which are of 16 to 64
      // outputs as the processor may be.
      const Tensor x = example(shape[1]);
      tried->second = agree(apply(x), packed.apply(x));
    }
    if (tried->second) *this = std::move(packed);
  } catch (const Failure &) {
    // A libtorch without oneDNN, a processor that it has no products of this type for, or no memory
    // for a second copy.
  }
}

Tensor Dense::apply(const Tensor &x) const {
  if (kernel_) return kernel_->multiply(x, bias_, cpu::Finish::none);
  return is_packed_for_onednn_ ? fused(x, "none") : linear(x, weight_, bias_);
}

Tensor Dense::apply_gelu(const Tensor &x) const {
  if (kernel_) return kernel_->multiply(x, bias_, cpu::Finish::gelu);
  if (is_packed_for_onednn_) return fused(x, "gelu");
  Tensor y = linear(x, weight_, bias_);
  gelu_(y);
  return y;
}

Tensor Dense::apply_add(const Tensor &x, const Tensor &term) const {
  if (kernel_) return kernel_->multiply(x, bias_, cpu::Finish::add, term);
  if (is_packed_for_onednn_ && x.dtype() == term.dtype()) return fused(x, "add", term);
  return add(term, apply(x));
}

Tensor Dense::apply_add(const Tensor &x, const Tensor &term, const cpu::RowNorm &norm) const {
  return kernel_->multiply(x, bias_, cpu::Finish::add, term, &norm);
}

Tensor Dense::fused(const Tensor &x, const char *activation) const {
  // Of an activation: its exact form.
  const char *algorithm = "none";
  TensorHandle bias = bias_.handle(), result = nullptr;
  check(torch().aoti_torch_cpu__linear_pointwise(x.handle(), weight_.handle(),
                                                 bias_ ? &bias : nullptr, activation, nullptr, 0,
                                                 &algorithm, &result),
        "mkldnn::_linear_pointwise");
  return Tensor(result);
}

Tensor Dense::fused(const Tensor &x, const char *operation, const Tensor &operand) const {
  TensorHandle bias = bias_.handle(), result = nullptr;
  check(torch().aoti_torch_cpu__linear_pointwise_binary(x.handle(), operand.handle(),
                                                        weight_.handle(), bias_ ? &bias : nullptr,
                                                        operation, &result),
        "mkldnn::_linear_pointwise_binary");
  return Tensor(result);
}

void GatedDense::pack() {
  if (gate_.weight_.dtype() == torch().aoti_torch_dtype_float32() &&
      cpu::PackedWeights::serve(gate_.weight_.shape()[0])) {
    kernel_ = std::make_shared<cpu::PackedWeights>(gate_.weight_, value_.weight_);
    gate_ = value_ = Dense();
  } else {
    gate_.pack();
    value_.pack();
  }
}

Tensor GatedDense::apply(const Tensor &x) const {
  if (kernel_) return kernel_->multiply(x, Tensor(), cpu::Finish::gated);
  const Tensor factor = gate_.apply_gelu(x);
  return value_.is_packed_for_onednn_ ? value_.fused(x, "mul", factor)
                                      : multiply(factor, value_.apply(x));
}

}  // namespace virnucpro
