#define VIRNUCPRO_VECTOR_FLOATS 8
#define VIRNUCPRO_KERNEL_ROWS 4  // 12 of 16 registers hold sums
#include "attention_kernel.h"
#include "norm_kernel.h"

const virnucpro::cpu::CpuKernel virnucpro::cpu::avx2_kernel{
    {word_inputs, vector_floats, panel_outputs, vector_tile_rows, vector_block, multiply_task},
    attend_head,
    normalize_rows};
