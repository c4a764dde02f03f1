// The part of libtorch's stable C ABI that the shim uses, resolved at run time.
//
// The functions are declared here by hand, since no libtorch header is needed to build the shim;
// native/tests/header_check.cpp holds them against the official headers. What the functions take,
// return and own is in docs/decisions/0001-stable-c-abi.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "error.h"

namespace virnucpro {

#ifdef VIRNUCPRO_OFFICIAL_HEADERS
using TorchError = AOTITorchError;
using TensorHandle = AtenTensorHandle;
using StackSlot = StableIValue;
using ListHandle = StableListHandle;
using TextHandle = StringHandle;
#else
using TorchError = int32_t;
using TensorHandle = struct AtenTensorOpaque *;
using StackSlot = uint64_t;
using ListHandle = struct StableListOpaque *;
using TextHandle = struct StringOpaque *;
#endif

// X(return type, name, parameters, required). Functions that are not required are NULL where the
// loaded version lacks them.
#define VIRNUCPRO_LIBTORCH_FUNCTIONS(X)                                                           \
  X(uint64_t, aoti_torch_abi_version, (), true)                                                   \
  X(int32_t, aoti_torch_device_type_cpu, (), true)                                                \
  X(int32_t, aoti_torch_device_type_cuda, (), true)                                               \
  X(int32_t, aoti_torch_dtype_float32, (), true)                                                  \
  X(int32_t, aoti_torch_dtype_float16, (), true)                                                  \
  X(int32_t, aoti_torch_dtype_bfloat16, (), true)                                                 \
  X(int32_t, aoti_torch_dtype_float64, (), true)                                                  \
  X(int32_t, aoti_torch_dtype_int32, (), true)                                                    \
  X(int32_t, aoti_torch_dtype_bool, (), true)                                                     \
  X(void, aoti_torch_grad_mode_set_enabled, (bool), true)                                         \
  X(TorchError, aoti_torch_new_tensor_handle, (TensorHandle, TensorHandle *), true)               \
  X(TorchError, aoti_torch_delete_tensor_object, (TensorHandle), true)                            \
  X(TorchError, aoti_torch_get_data_ptr, (TensorHandle, void **), true)                           \
  X(TorchError, aoti_torch_get_dtype, (TensorHandle, int32_t *), true)                            \
  X(TorchError, aoti_torch_get_dim, (TensorHandle, int64_t *), true)                              \
  X(TorchError, aoti_torch_get_sizes, (TensorHandle, int64_t **), true)                           \
  X(TorchError, aoti_torch_get_strides, (TensorHandle, int64_t **), true)                         \
  X(TorchError, aoti_torch_empty_strided,                                                         \
    (int64_t, const int64_t *, const int64_t *, int32_t, int32_t, int32_t, TensorHandle *), true) \
  X(TorchError, aoti_torch_empty_strided_pinned,                                                  \
    (int64_t, const int64_t *, const int64_t *, int32_t, int32_t, int32_t, TensorHandle *), true) \
  X(TorchError, aoti_torch_create_tensor_from_blob,                                               \
    (void *, int64_t, const int64_t *, const int64_t *, int64_t, int32_t, int32_t, int32_t,       \
     TensorHandle *),                                                                             \
    true)                                                                                         \
  X(TorchError, aoti_torch_copy_, (TensorHandle, TensorHandle, int32_t), true)                    \
  X(TorchError, aoti_torch_aten_subtract_Tensor,                                                  \
    (TensorHandle, TensorHandle, double, TensorHandle *), true)                                   \
  X(TorchError, torch_call_dispatcher, (const char *, const char *, StackSlot *, uint64_t), true) \
  X(TorchError, torch_new_list_reserve_size, (size_t, ListHandle *), true)                        \
  X(TorchError, torch_list_push_back, (ListHandle, StackSlot), true)                              \
  X(TorchError, torch_new_string_handle, (const char *, size_t, TextHandle *), true)              \
  X(TorchError, torch_get_num_threads, (uint32_t *), true)                                        \
  X(TorchError, torch_parallel_for,                                                               \
    (int64_t, int64_t, int64_t, void (*)(int64_t, int64_t, void *), void *), true)                \
  X(const char *, torch_exception_get_what_without_backtrace, (), false)                          \
  X(TorchError, torch_new_stable_ivalue, (StackSlot **), false)

struct Libtorch {
#define VIRNUCPRO_MEMBER(result, name, parameters, required) result(*name) parameters = nullptr;
  VIRNUCPRO_LIBTORCH_FUNCTIONS(VIRNUCPRO_MEMBER)
#undef VIRNUCPRO_MEMBER
  // at::set_num_threads; it has no C name, so a libtorch may lack this spelling.
  void (*set_num_threads)(int) = nullptr;

  std::string directory;  // canonical path
  bool has_cuda = false;
  int major = 0, minor = 0, patch = 0;
};

// Loads libtorch once for the process. A second call with the same folder only sets the threads;
// one with another folder fails, since two libtorch in one process share their global state.
void load_libtorch(const char *directory, int thread_count);

// The loaded libtorch; only valid after load_libtorch.
const Libtorch &torch();

// Throws what libtorch says about its failure, as OUT_OF_MEMORY or FAILED, unless `error` is 0.
// `doing` names the operator.
void check(TorchError error, const char *doing);

// Prepares the calling thread for libtorch while it lives: no autograd, and what libtorch prints
// about a failure is kept for `check` (2.10 to 2.12 have no other way to tell).
class TorchScope {
 public:
  TorchScope() noexcept;
  ~TorchScope();
  TorchScope(const TorchScope &) = delete;
  TorchScope &operator=(const TorchScope &) = delete;
};

// `guard` for the exports that call libtorch.
template <typename Body>
vnp_status torch_guard(Body &&body) noexcept {
  return guard([&] {
    const TorchScope scope;
    body();
  });
}

}  // namespace virnucpro
