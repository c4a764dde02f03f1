#define VIRNUCPRO_VECTOR_FLOATS 16
#define VIRNUCPRO_KERNEL_ROWS 8  // 24 of 32 registers hold sums
#include "gemm_kernel.h"

const virnucpro::cpu::GemmKernel virnucpro::cpu::avx512_gemm = virnucpro::cpu::kernel;
