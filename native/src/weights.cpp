#include "weights.h"

#include <cstring>

namespace virnucpro {
namespace {

struct Element {
  int32_t dtype;
  int64_t byte_size;
};

Element element_of(vnp_element_type type) {
  switch (type) {
    case VNP_ELEMENT_TYPE_F32: return {torch().aoti_torch_dtype_float32(), 4};
    case VNP_ELEMENT_TYPE_F16: return {torch().aoti_torch_dtype_float16(), 2};
    case VNP_ELEMENT_TYPE_BF16: return {torch().aoti_torch_dtype_bfloat16(), 2};
    case VNP_ELEMENT_TYPE_F64: return {torch().aoti_torch_dtype_float64(), 8};
  }
  fail(VNP_STATUS_INVALID_ARGUMENT, "unknown element_type " + std::to_string(type));
}

std::string to_text(const Shape &shape) {
  std::string text = "[";
  for (const int64_t size : shape) {
    if (text.size() > 1) text += ", ";
    text += std::to_string(size);
  }
  return text + "]";
}

}  // namespace

void Weights::require_tensor(const std::string &name, const Shape &shape,
                             const Tensor &destination) {
  slots_[name] = {shape, destination, true, false};
}

void Weights::accept_tensor(const std::string &name, const Shape &shape,
                            const Tensor &destination) {
  slots_[name] = {shape, destination, false, false};
}

void Weights::put(const char *name, vnp_element_type type, const int64_t *shape,
                  int32_t dimension_count, const void *data, int64_t byte_count) {
  require(name != nullptr, "name is NULL");
  require(dimension_count >= 0, "dimension_count is negative");
  require(shape != nullptr || dimension_count == 0, "shape is NULL");
  require(!sealed_, "the weights are sealed already");
  const Element element = element_of(type);
  const auto found = slots_.find(name);
  if (found == slots_.end()) {
    fail(VNP_STATUS_WEIGHTS_MISMATCH, std::string("the model has no tensor '") + name + "'");
  }
  Slot &slot = found->second;
  const Shape given(shape, shape + dimension_count);
  if (given != slot.shape) {
    fail(VNP_STATUS_WEIGHTS_MISMATCH, std::string("tensor '") + name + "' has shape " +
                                          to_text(given) + "; the configuration asks for " +
                                          to_text(slot.shape));
  }
  int64_t expected_bytes = element.byte_size;
  for (const int64_t size : given) expected_bytes *= size;
  if (byte_count != expected_bytes || data == nullptr) {
    fail(VNP_STATUS_INVALID_ARGUMENT, std::string("tensor '") + name + "' has " +
                                          std::to_string(byte_count) + " bytes; its shape needs " +
                                          std::to_string(expected_bytes));
  }

  // Files promise no alignment, libtorch's kernels want that of the element.
  std::vector<double> aligned;
  if (reinterpret_cast<uintptr_t>(data) % static_cast<uintptr_t>(element.byte_size) != 0) {
    aligned.resize(static_cast<std::size_t>(byte_count) / sizeof(double) + 1);
    std::memcpy(aligned.data(), data, static_cast<std::size_t>(byte_count));
    data = aligned.data();
  }
  slot.destination.copy_from(borrow(data, slot.destination.shape(), element.dtype));
  slot.filled = true;
}

bool Weights::was_put(const std::string &name) const {
  const auto found = slots_.find(name);
  return found != slots_.end() && found->second.filled;
}

void Weights::seal() {
  require(!sealed_, "the weights are sealed already");
  for (const auto &[name, slot] : slots_) {
    if (slot.required && !slot.filled) {
      fail(VNP_STATUS_WEIGHTS_MISMATCH, "tensor '" + name + "' is missing");
    }
  }
  for (auto &entry : slots_) entry.second.destination = Tensor();
  sealed_ = true;
}

}  // namespace virnucpro
