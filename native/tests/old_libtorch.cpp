// A library with every function that the shim looks for, which says that it is libtorch 2.9.
#include "libtorch.h"

namespace virnucpro {
namespace {

template <typename Result>
Result answer() {
  return Result();
}

// The only function with this result type is aoti_torch_abi_version.
template <>
uint64_t answer<uint64_t>() {
  return uint64_t{2} << 56 | uint64_t{9} << 48;
}

}  // namespace

#define VIRNUCPRO_DEFINE(result, name, parameters, required)                 \
  extern "C" __attribute__((visibility("default"))) result name parameters { \
    return answer<result>();                                                 \
  }
VIRNUCPRO_LIBTORCH_FUNCTIONS(VIRNUCPRO_DEFINE)
#undef VIRNUCPRO_DEFINE

}  // namespace virnucpro
