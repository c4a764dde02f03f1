#include "runtime.h"

struct vnp_runtime {
  virnucpro::RuntimePointer runtime;
};

namespace virnucpro {

const RuntimePointer &runtime_of(const vnp_runtime *handle) {
  require(handle != nullptr, "runtime is NULL");
  return handle->runtime;
}

int32_t dtype_of(vnp_precision precision) {
  switch (precision) {
    case VNP_PRECISION_FP32: return torch().aoti_torch_dtype_float32();
    case VNP_PRECISION_FP16: return torch().aoti_torch_dtype_float16();
    case VNP_PRECISION_BF16: return torch().aoti_torch_dtype_bfloat16();
  }
  fail(VNP_STATUS_INVALID_ARGUMENT, "unknown precision " + std::to_string(precision));
}

}  // namespace virnucpro

using namespace virnucpro;

vnp_status vnp_runtime_create(const char *libtorch_directory, int32_t thread_count,
                              vnp_runtime **runtime) {
  return guard([&] {
    require(runtime != nullptr, "runtime is NULL");
    load_libtorch(libtorch_directory, thread_count);
    *runtime = new vnp_runtime{std::make_shared<const Runtime>()};
  });
}

void vnp_runtime_free(vnp_runtime *runtime) { delete runtime; }

vnp_status vnp_runtime_info_get(vnp_runtime *runtime, vnp_runtime_info *info) {
  return torch_guard([&] {
    require(info != nullptr, "info is NULL");
    const RuntimePointer &opened = runtime_of(runtime);
    uint32_t threads = 0;
    check(torch().torch_get_num_threads(&threads), "thread count");
    *info = {};
    info->libtorch_major = torch().major;
    info->libtorch_minor = torch().minor;
    info->libtorch_patch = torch().patch;
    info->thread_count = static_cast<int32_t>(threads);
    info->device_count = opened->device_count();
    info->has_cuda = torch().has_cuda ? 1 : 0;
  });
}
