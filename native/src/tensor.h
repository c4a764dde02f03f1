// Tensors of libtorch with C++ ownership, and the operators that the models are made of.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

#include "libtorch.h"

namespace virnucpro {

using Shape = std::vector<int64_t>;

struct Device {
  int32_t type;
  int32_t index;

  bool is_cpu() const { return type == torch().aoti_torch_device_type_cpu(); }
};

Device cpu_device();

// One reference to a tensor. A copy is another reference to the same elements.
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(TensorHandle handle) : handle_(handle) {}
  Tensor(const Tensor &other);
  Tensor(Tensor &&other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Tensor &operator=(Tensor other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Tensor();

  explicit operator bool() const { return handle_ != nullptr; }
  TensorHandle handle() const { return handle_; }
  TensorHandle release() { return std::exchange(handle_, nullptr); }
  void *data() const;
  int32_t dtype() const;
  Shape shape() const;
  Shape strides() const;  // in elements

  // Overwrites the elements with those of `source`, converting type and device.
  void copy_from(const Tensor &source);
  // The same, only queued where one of the two is on a device and the other is pinned.
  void queue_copy_from(const Tensor &source);

 private:
  TensorHandle handle_ = nullptr;
};

// New, uninitialised, contiguous.
Tensor empty(const Shape &shape, int32_t dtype, Device device);
// As `empty`, to be kept: on the CPU in pages of 2 MB where the kernel has them, since the first
// touch of each page takes longer than the copying of its content.
Tensor empty_weight(const Shape &shape, int32_t dtype, Device device);
// Memory of the host that CUDA copies to and from while the host goes on, and the program may let
// go of meanwhile: libtorch keeps it until the copy is done.
Tensor empty_pinned(const Shape &shape, int32_t dtype);
// A tensor over memory of the host that the caller keeps alive.
Tensor borrow(const void *data, const Shape &shape, int32_t dtype);
// A copy on `device` of memory of the host, which the caller may change at once.
Tensor upload(const void *data, const Shape &shape, int32_t dtype, Device device);

Tensor to_dtype(const Tensor &x, int32_t dtype);
Tensor reshape(const Tensor &x, const Shape &shape);
// Joins the dimensions first to last into one.
Tensor flatten(const Tensor &x, int64_t first, int64_t last);
Tensor transpose(const Tensor &x, int64_t first, int64_t second);
Tensor narrow(const Tensor &x, int64_t dimension, int64_t start, int64_t length);
Tensor select(const Tensor &x, int64_t dimension, int64_t index);
// [..., (re, im)] of FP32 as [...] of complex numbers over the same elements.
Tensor view_as_complex(const Tensor &x);
// x itself where its elements lie in order already.
Tensor contiguous(const Tensor &x);

// With type promotion, as in PyTorch.
Tensor add(const Tensor &a, const Tensor &b);
Tensor multiply(const Tensor &a, const Tensor &b);
// a ·= b
void multiply_(const Tensor &a, const Tensor &b);

Tensor embedding(const Tensor &table, const Tensor &ids);
Tensor linear(const Tensor &x, const Tensor &weight, const Tensor &bias);
Tensor layer_norm(const Tensor &x, int64_t width, const Tensor &weight, const Tensor &bias,
                  double epsilon);
// Exact (erf) GELU, in place.
void gelu_(const Tensor &x);
Tensor relu(const Tensor &x);
Tensor softmax(const Tensor &x, int64_t dimension);
Tensor batched_matmul(const Tensor &a, const Tensor &b);
// BatchNorm1d of a network in evaluation.
Tensor batch_norm(const Tensor &x, const Tensor &weight, const Tensor &bias, const Tensor &mean,
                  const Tensor &variance, double epsilon);
// softmax(q k^T · scale + mask) v; q, k, v: [batch, heads, tokens, head size]. mask: empty, boolean
// (true takes part) or additive.
Tensor attention(const Tensor &q, const Tensor &k, const Tensor &v, const Tensor &mask,
                 double scale);

}  // namespace virnucpro
