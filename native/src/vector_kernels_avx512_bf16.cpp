#define VIRNUCPRO_VECTOR_FLOATS 16
#define VIRNUCPRO_KERNEL_ROWS 8  // 24 of 32 registers hold sums
#define VIRNUCPRO_BF16
#include "gemm_kernel.h"

const virnucpro::cpu::ProductKernel virnucpro::cpu::avx512_bf16_products{
    word_inputs, vector_floats, panel_outputs, vector_tile_rows, vector_block, multiply_task};
