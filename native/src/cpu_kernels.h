// What a forward pass does between two matrix products, on the CPU: one pass over memory each,
// where libtorch's operators take several. A device without them takes the operators of tensor.h.
#pragma once

#include "tensor.h"

namespace virnucpro::cpu {

// Whether there are kernels for tensors of this device and type: FP32 and BF16.
bool has_kernels(Device device, int32_t dtype);

// Turns the queries and keys of qkv [tokens of all rows, heads, (q, k, v), head size], FP32 or
// BF16, in place. Pairs lie side by side: (a, b) becomes (a·cos − b·sin, b·cos + a·sin). angles:
// [tokens of a row, head size / 2, (cos, sin)], FP32.
void rotate(const Tensor &qkv, int64_t row_count, int64_t tokens_per_row, int64_t head_count,
            int64_t head_size, const Tensor &angles);

// Whether there is attention of our own, in FP32, for heads of this size.
bool serves_attention(int64_t head_size);

// softmax(Q K^T / sqrt(head size) - slope · |i - j|) V: [rows, tokens, heads · head size], FP32. Of
// each row the same bits, whatever the other rows, the padding and the count of threads.
// qkv: [rows, tokens, heads · (q, k, v) · head size], FP32. lengths: [rows], the tokens of a row
// without its padding. slopes: [heads], or null for none. angles: as of `rotate`, which Q and K are
// turned by, or empty.
Tensor attend(const Tensor &qkv, int64_t head_count, const int32_t *lengths, const float *slopes,
              const Tensor &angles);

// The mean of rows of `width` numbers, each `distance` behind the one before; summed in double, one
// row after the other.
void mean(const float *rows, int64_t row_count, int64_t distance, int64_t width, float *result);

// x: [rows, width], FP32; product: [rows, width], BF16; weight and bias: [width], FP32.
// Adds the product to x; returns the LayerNorm of the sum, rounded to BF16.
Tensor add_and_normalize(const Tensor &x, const Tensor &product, const Tensor &weight,
                         const Tensor &bias, double epsilon);
// As above, and leaves the LayerNorm of the sum in x.
Tensor add_and_renormalize(const Tensor &x, const Tensor &product, const Tensor &weight,
                           const Tensor &bias, double epsilon);

}  // namespace virnucpro::cpu
