#define VIRNUCPRO_VECTOR_FLOATS 8
#define VIRNUCPRO_KERNEL_ROWS 4  // 12 of 16 registers hold sums
#include "gemm_kernel.h"

const virnucpro::cpu::GemmKernel virnucpro::cpu::avx2_gemm = virnucpro::cpu::kernel;
