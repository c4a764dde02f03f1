// Matrices in FP32 on the CPU, as the kernels of gemm.h take them and leave them.
#pragma once

#include "gemm.h"
#include "tensor.h"

namespace virnucpro::cpu {

// [..., width], uninitialised: each row distance_of(width) from the one before, zeros up to a
// multiple of input_step behind its numbers, room for a multiple of row_step of rows.
Tensor empty_rows(const Shape &shape);

// x, or a copy of it that lies so.
Tensor in_rows(const Tensor &x);

}  // namespace virnucpro::cpu
