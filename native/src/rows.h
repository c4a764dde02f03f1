// Matrices in FP32 on the CPU, as the kernels of vector_kernels.h take them and leave them.
#pragma once

#include "tensor.h"
#include "vector_kernels.h"

namespace virnucpro::cpu {

// [..., width], uninitialised: each row distance_of(width) from the one before, zeros up to a
// multiple of zero_step behind its numbers, room for a multiple of row_step of rows.
Tensor empty_rows(const Shape &shape);

// x, or a copy of it that lies so.
Tensor in_rows(const Tensor &x);

}  // namespace virnucpro::cpu
