#define VIRNUCPRO_VECTOR_FLOATS 16
#define VIRNUCPRO_KERNEL_ROWS 32  // two tiles
#define VIRNUCPRO_BF16
#define VIRNUCPRO_AMX
#include "gemm_kernel.h"

namespace {

// Processors with AMX have 2 MB of second-level cache, of which this takes 1 MB; and what comes
// from further away takes as long as the products: results should be added to seldom, weights read
// seldom.
constexpr int64_t tile_rows = 384, longest_block = 640;

}  // namespace

const virnucpro::cpu::ProductKernel virnucpro::cpu::amx_products{
    word_inputs, vector_floats, panel_outputs, tile_rows, longest_block, multiply_task};
