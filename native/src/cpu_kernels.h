// What a forward pass does on the CPU beside its products (dense.h), where it has kernels of ours.
// Other devices take the operators of tensor.h.
#pragma once

#include "tensor.h"

namespace virnucpro::cpu {

// Whether a device has kernels for weights of a type: FP32 and BF16.
bool has_kernels(Device device, int32_t dtype);

// Whether attention is among them for heads of this size.
bool serves_attention(int64_t head_size);

// softmax(Q K^T / sqrt(head size) - slope · |i - j|) V: [rows, tokens, heads · head size], FP32. Of
// each row the same bits, whatever the other rows, the padding and the count of threads.
// qkv: [rows, tokens, heads · (q, k, v) · head size], FP32. lengths: [rows], the tokens of a row
// without its padding. slopes: [heads], or null for none. angles: [tokens, head size / 2, (cos,
// sin)], FP32, that Q and K are turned by, or empty: of two numbers side by side (a, b) becomes
// (a·cos − b·sin, b·cos + a·sin).
Tensor attend(const Tensor &qkv, int64_t head_count, const int32_t *lengths, const float *slopes,
              const Tensor &angles);

// The mean of rows of `width` numbers, each `distance` behind the one before; summed in double, one
// row after the other.
void mean(const float *rows, int64_t row_count, int64_t distance, int64_t width, float *result);

}  // namespace virnucpro::cpu
