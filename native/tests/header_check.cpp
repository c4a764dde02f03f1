// Holds each declaration of src/libtorch.h against libtorch's official headers. Built only where
// VIRNUCPRO_LIBTORCH_HEADERS names a folder with them; nothing runs.
#include <torch/csrc/inductor/aoti_torch/c/shim_cpu.h>
#include <torch/csrc/inductor/aoti_torch/generated/c_shim_aten.h>
#include <torch/csrc/stable/c/shim.h>

#include <type_traits>

#define VIRNUCPRO_OFFICIAL_HEADERS
#include "libtorch.h"

namespace virnucpro {

#define VIRNUCPRO_CHECK(result, name, parameters, required)              \
  static_assert(std::is_same_v<decltype(&::name), result(*) parameters>, \
                #name " is declared otherwise");
VIRNUCPRO_LIBTORCH_FUNCTIONS(VIRNUCPRO_CHECK)
#undef VIRNUCPRO_CHECK

}  // namespace virnucpro
