// The handle of a loaded libtorch, and the devices that it can use.
#pragma once

#include <memory>
#include <vector>

#include "tensor.h"
#include "virnucpro.h"

namespace virnucpro {

class Runtime {
 public:
  Runtime();

  int32_t device_count() const { return 1 + cuda_device_count_; }
  vnp_device_info describe_device(int32_t ordinal) const;
  // The device in libtorch's terms; throws DEVICE_UNAVAILABLE where there is none such.
  Device find_device(vnp_device_kind kind, int32_t index) const;

 private:
  int32_t cuda_device_count_ = 0;
};

using RuntimePointer = std::shared_ptr<const Runtime>;

// Throws INVALID_ARGUMENT for NULL.
const RuntimePointer &runtime_of(const vnp_runtime *handle);

// libtorch's code of the type; throws INVALID_ARGUMENT for an unknown one.
int32_t dtype_of(vnp_precision precision);

}  // namespace virnucpro
