#define VIRNUCPRO_VECTOR_FLOATS 16
#define VIRNUCPRO_KERNEL_ROWS 8  // 24 of 32 registers hold sums
#include "attention_kernel.h"
#include "norm_kernel.h"

const virnucpro::cpu::CpuKernel virnucpro::cpu::avx512_kernel{
    {word_inputs, vector_floats, panel_outputs, vector_tile_rows, vector_block, multiply_task},
    attend_head,
    normalize_rows};
