#include "tensor.h"

#include <sys/mman.h>

#include <cstring>

namespace virnucpro {
namespace {

// The dispatcher reads arguments by the schema of this version, however new libtorch is.
constexpr uint64_t schema_version = uint64_t{2} << 56 | uint64_t{10} << 48;

// One call of an operator through the dispatcher. Arguments are given in the order of the schema;
// the dispatcher takes over what they own, also when the operator fails.
class Call {
 public:
  Call &tensor(const Tensor &x) { return push(slot(Tensor(x).release())); }
  Call &optional_tensor(const Tensor &x) {
    return x ? push(boxed(slot(Tensor(x).release()))) : none();
  }
  Call &none() { return push(0); }
  Call &integer(int64_t value) { return push(static_cast<StackSlot>(value)); }
  Call &boolean(bool value) { return push(value ? 1 : 0); }
  Call &real(double value) { return push(bits(value)); }
  Call &optional_real(double value) { return push(boxed(bits(value))); }
  Call &dtype(int32_t value) { return push(static_cast<uint32_t>(value)); }
  Call &text(const char *value) {
    TextHandle handle = nullptr;
    check(torch().torch_new_string_handle(value, std::strlen(value), &handle), "string argument");
    return push(slot(handle));
  }
  Call &integers(const Shape &values) {
    ListHandle list = new_list(values.size());
    for (const int64_t value : values) append(list, static_cast<StackSlot>(value));
    return push(slot(list));
  }

  // Every operator used here returns exactly one tensor.
  Tensor run(const char *name, const char *overload = "") {
    check(torch().torch_call_dispatcher(name, overload, stack_, schema_version), name);
    return Tensor(reinterpret_cast<TensorHandle>(stack_[0]));
  }

 private:
  template <typename Handle>
  static StackSlot slot(Handle handle) {
    return reinterpret_cast<StackSlot>(handle);
  }
  static StackSlot bits(double value) {
    StackSlot result;
    std::memcpy(&result, &value, sizeof result);
    return result;
  }
  // An optional argument is a pointer to a slot that the callee frees.
  static StackSlot boxed(StackSlot value) {
    StackSlot *box = nullptr;
    if (torch().torch_new_stable_ivalue != nullptr) {
      check(torch().torch_new_stable_ivalue(&box), "optional argument");
    } else {
      box = new StackSlot;
    }
    *box = value;
    return slot(box);
  }
  static ListHandle new_list(std::size_t size) {
    ListHandle list = nullptr;
    check(torch().torch_new_list_reserve_size(size, &list), "list argument");
    return list;
  }
  static void append(ListHandle list, StackSlot value) {
    check(torch().torch_list_push_back(list, value), "list argument");
  }
  Call &push(StackSlot value) {
    stack_[count_++] = value;
    return *this;
  }

  static constexpr int longest_schema = 9;  // batch_norm
  StackSlot stack_[longest_schema] = {};
  int count_ = 0;
};

Shape contiguous_strides(const Shape &shape) {
  Shape strides(shape.size());
  int64_t stride = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= shape[i];
  }
  return strides;
}

}  // namespace

Device cpu_device() { return {torch().aoti_torch_device_type_cpu(), 0}; }

Tensor::Tensor(const Tensor &other) {
  if (other) check(torch().aoti_torch_new_tensor_handle(other.handle_, &handle_), "new reference");
}

Tensor::~Tensor() {
  if (handle_ != nullptr) torch().aoti_torch_delete_tensor_object(handle_);
}

void *Tensor::data() const {
  void *pointer = nullptr;
  check(torch().aoti_torch_get_data_ptr(handle_, &pointer), "data pointer");
  return pointer;
}

int32_t Tensor::dtype() const {
  int32_t result = 0;
  check(torch().aoti_torch_get_dtype(handle_, &result), "dtype");
  return result;
}

Shape Tensor::shape() const {
  int64_t dimension_count = 0, *sizes = nullptr;
  check(torch().aoti_torch_get_dim(handle_, &dimension_count), "dimensions");
  check(torch().aoti_torch_get_sizes(handle_, &sizes), "sizes");
  return {sizes, sizes + dimension_count};
}

Shape Tensor::strides() const {
  int64_t dimension_count = 0;
  int64_t *strides = nullptr;
  check(torch().aoti_torch_get_dim(handle_, &dimension_count), "dimensions");
  check(torch().aoti_torch_get_strides(handle_, &strides), "strides");
  return {strides, strides + dimension_count};
}

void Tensor::copy_from(const Tensor &source) {
  check(torch().aoti_torch_copy_(handle_, source.handle_, /*non_blocking=*/0), "copy");
}

void Tensor::queue_copy_from(const Tensor &source) {
  check(torch().aoti_torch_copy_(handle_, source.handle_, /*non_blocking=*/1), "copy");
}

Tensor empty(const Shape &shape, int32_t dtype, Device device) {
  TensorHandle handle = nullptr;
  const Shape strides = contiguous_strides(shape);
  check(torch().aoti_torch_empty_strided(static_cast<int64_t>(shape.size()), shape.data(),
                                         strides.data(), dtype, device.type, device.index, &handle),
        "allocation");
  return Tensor(handle);
}

Tensor empty_weight(const Shape &shape, int32_t dtype, Device device) {
  Tensor result = empty(shape, dtype, device);
#ifdef MADV_HUGEPAGE
  if (device.is_cpu()) {
    constexpr uintptr_t page = uintptr_t{2} << 20;
    int64_t byte_size = dtype == torch().aoti_torch_dtype_float32() ? 4 : 2;
    for (const int64_t size : shape) byte_size *= size;
    const auto start = reinterpret_cast<uintptr_t>(result.data());
    const uintptr_t first = (start + page - 1) / page * page;
    const uintptr_t last = (start + static_cast<uintptr_t>(byte_size)) / page * page;
    // Only advice: without it everything works as well.
    if (first < last) madvise(reinterpret_cast<void *>(first), last - first, MADV_HUGEPAGE);
  }
#endif
  return result;
}

Tensor empty_pinned(const Shape &shape, int32_t dtype) {
  TensorHandle handle = nullptr;
  const Shape strides = contiguous_strides(shape);
  const Device device = cpu_device();
  check(torch().aoti_torch_empty_strided_pinned(static_cast<int64_t>(shape.size()), shape.data(),
                                                strides.data(), dtype, device.type, device.index,
                                                &handle),
        "allocation of pinned memory");
  return Tensor(handle);
}

Tensor borrow(const void *data, const Shape &shape, int32_t dtype) {
  TensorHandle handle = nullptr;
  const Shape strides = contiguous_strides(shape);
  const Device device = cpu_device();
  check(torch().aoti_torch_create_tensor_from_blob(
            const_cast<void *>(data), static_cast<int64_t>(shape.size()), shape.data(),
            strides.data(), 0, dtype, device.type, device.index, &handle),
        "tensor over memory of the host");
  return Tensor(handle);
}

Tensor upload(const void *data, const Shape &shape, int32_t dtype, Device device) {
  Tensor result = empty(shape, dtype, device);
  if (device.is_cpu()) {
    result.copy_from(borrow(data, shape, dtype));
  } else {
    // From memory that is not pinned CUDA would copy only after all that was queued before.
    Tensor staged = empty_pinned(shape, dtype);
    staged.copy_from(borrow(data, shape, dtype));
    result.queue_copy_from(staged);
  }
  return result;
}

Tensor to_dtype(const Tensor &x, int32_t dtype) {
  if (x.dtype() == dtype) return x;
  return Call().tensor(x).dtype(dtype).boolean(false).boolean(false).none().run("aten::to",
                                                                                "dtype");
}

Tensor reshape(const Tensor &x, const Shape &shape) {
  return Call().tensor(x).integers(shape).run("aten::reshape");
}

Tensor flatten(const Tensor &x, int64_t first, int64_t last) {
  return Call().tensor(x).integer(first).integer(last).run("aten::flatten", "using_ints");
}

Tensor transpose(const Tensor &x, int64_t first, int64_t second) {
  return Call().tensor(x).integer(first).integer(second).run("aten::transpose", "int");
}

Tensor narrow(const Tensor &x, int64_t dimension, int64_t start, int64_t length) {
  return Call().tensor(x).integer(dimension).integer(start).integer(length).run("aten::narrow");
}

Tensor select(const Tensor &x, int64_t dimension, int64_t index) {
  return Call().tensor(x).integer(dimension).integer(index).run("aten::select", "int");
}

Tensor view_as_complex(const Tensor &x) { return Call().tensor(x).run("aten::view_as_complex"); }

Tensor contiguous(const Tensor &x) {
  constexpr int64_t contiguous_format = 0;
  return Call().tensor(x).integer(contiguous_format).run("aten::contiguous");
}

// aten::add takes its `alpha` as a Scalar, which does not pass the dispatcher's C form; subtraction
// has a form of its own, and a − (−1)·b is exact.
Tensor add(const Tensor &a, const Tensor &b) {
  TensorHandle handle = nullptr;
  check(torch().aoti_torch_aten_subtract_Tensor(a.handle(), b.handle(), -1.0, &handle),
        "aten::add");
  return Tensor(handle);
}

Tensor multiply(const Tensor &a, const Tensor &b) {
  return Call().tensor(a).tensor(b).run("aten::mul", "Tensor");
}

void multiply_(const Tensor &a, const Tensor &b) {
  Call().tensor(a).tensor(b).run("aten::mul_", "Tensor");
}

Tensor embedding(const Tensor &table, const Tensor &ids) {
  return Call().tensor(table).tensor(ids).integer(-1).boolean(false).boolean(false).run(
      "aten::embedding");
}

Tensor linear(const Tensor &x, const Tensor &weight, const Tensor &bias) {
  return Call().tensor(x).tensor(weight).optional_tensor(bias).run("aten::linear");
}

Tensor layer_norm(const Tensor &x, int64_t width, const Tensor &weight, const Tensor &bias,
                  double epsilon) {
  return Call()
      .tensor(x)
      .integers({width})
      .optional_tensor(weight)
      .optional_tensor(bias)
      .real(epsilon)
      .boolean(false)
      .run("aten::layer_norm");
}

void gelu_(const Tensor &x) { Call().tensor(x).text("none").run("aten::gelu_"); }

Tensor relu(const Tensor &x) { return Call().tensor(x).run("aten::relu"); }

Tensor softmax(const Tensor &x, int64_t dimension) {
  return Call().tensor(x).integer(dimension).none().run("aten::softmax", "int");
}

Tensor batched_matmul(const Tensor &a, const Tensor &b) {
  return Call().tensor(a).tensor(b).run("aten::bmm");
}

Tensor batch_norm(const Tensor &x, const Tensor &weight, const Tensor &bias, const Tensor &mean,
                  const Tensor &variance, double epsilon) {
  constexpr double unused_momentum = 0.1;
  return Call()
      .tensor(x)
      .optional_tensor(weight)
      .optional_tensor(bias)
      .optional_tensor(mean)
      .optional_tensor(variance)
      .boolean(false)
      .real(unused_momentum)
      .real(epsilon)
      .boolean(false)
      .run("aten::batch_norm");
}

Tensor attention(const Tensor &q, const Tensor &k, const Tensor &v, const Tensor &mask,
                 double scale) {
  return Call()
      .tensor(q)
      .tensor(k)
      .tensor(v)
      .optional_tensor(mask)
      .real(0.0)
      .boolean(false)
      .optional_real(scale)
      .boolean(false)
      .run("aten::scaled_dot_product_attention");
}

}  // namespace virnucpro
