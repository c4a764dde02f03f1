// Vectors of VIRNUCPRO_VECTOR_FLOATS numbers, for which the including file is compiled, and
// functions of them. The kernels of one level of vector instructions include this, and nothing else
// does.
#pragma once

#include <cstddef>
#include <cstdint>

#include "vector_kernels.h"

namespace virnucpro::cpu {
namespace {

constexpr int64_t vector_floats = VIRNUCPRO_VECTOR_FLOATS;

using Vector = float __attribute__((vector_size(vector_floats * 4)));
using UnalignedVector =
    float __attribute__((vector_size(vector_floats * 4), aligned(4), may_alias));
using Integers = int32_t __attribute__((vector_size(vector_floats * 4)));

[[gnu::always_inline]] inline Vector load(const float *values) {
  Vector result;
  __builtin_memcpy(&result, values, sizeof result);
  return result;
}

[[gnu::always_inline]] inline void store(float *target, Vector values) {
  __builtin_memcpy(target, &values, sizeof values);
}

inline Vector broadcast(float value) { return value - Vector{}; }

inline Vector magnitude(Vector x) {
  Integers bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  bits &= 0x7FFFFFFF;
  __builtin_memcpy(&x, &bits, sizeof x);
  return x;
}

// b where one of them is no number.
inline Vector lesser(Vector a, Vector b) {
  asm("vminps %1, %0, %0" : "+v"(a) : "v"(b));
  return a;
}

inline Vector greater(Vector a, Vector b) {
  asm("vmaxps %1, %0, %0" : "+v"(a) : "v"(b));
  return a;
}

// Functions of several vectors, in place. Each of their steps waits for the one before: taken side
// by side, the vectors wait together.

// Coefficients from the highest power to the lowest.
template <std::size_t coefficient_count, int count>
[[gnu::always_inline]] inline void polynomial(const float (&coefficients)[coefficient_count],
                                              Vector (&vectors)[count]) {
  Vector results[count];
#pragma GCC unroll 8
  for (Vector &result : results) result = broadcast(coefficients[0]);
#pragma GCC unroll 16
  for (std::size_t i = 1; i < coefficient_count; ++i) {
#pragma GCC unroll 8
    for (int v = 0; v < count; ++v) results[v] = results[v] * vectors[v] + coefficients[i];
  }
#pragma GCC unroll 8
  for (int v = 0; v < count; ++v) vectors[v] = results[v];
}

// 2^x for -126 <= x <= 1, to a relative error of 2e-7.
template <int count>
[[gnu::always_inline]] inline void exp2_within(Vector (&vectors)[count]) {
  // Adding 1.5 · 2^23 rounds to whole numbers, which then are the lowest bits.
  constexpr float shift = 12582912.0F;
  Vector shifted[count];
#pragma GCC unroll 8
  for (int v = 0; v < count; ++v) shifted[v] = vectors[v] + shift;
#pragma GCC unroll 8
  for (int v = 0; v < count; ++v) vectors[v] -= shifted[v] - shift;
  // The least relative error of this degree within 1/2 of 0.
  constexpr float coefficients[] = {1.327652443e-3F, 9.675541259e-3F, 5.55071311e-2F,
                                    2.402211973e-1F, 6.931469672e-1F, 1.000000072F};
  polynomial(coefficients, vectors);
#pragma GCC unroll 8
  for (int v = 0; v < count; ++v) {
    Integers exponent, bits;
    __builtin_memcpy(&exponent, &shifted[v], sizeof exponent);
    __builtin_memcpy(&bits, &vectors[v], sizeof bits);
    bits += exponent << 23;  // the bits of 1.5 · 2^23 itself leave at the upper end
    __builtin_memcpy(&vectors[v], &bits, sizeof bits);
  }
}

// x · Φ(x), to 8e-8 beside the rounding of the result: max(x, 0) - |x| · Φ(-|x|), with a polynomial
// for the logarithm of Φ.
template <int count>
[[gnu::always_inline]] inline void gelu(Vector (&vectors)[count]) {
  // Behind it, where the second term is below 1e-25, the polynomial is of no use.
  const Vector most = broadcast(11);
  Vector sizes[count], tails[count];
#pragma GCC unroll 8
  for (int v = 0; v < count; ++v) {
    sizes[v] = lesser(most, magnitude(vectors[v]));
    tails[v] = sizes[v];
  }
  // log2(Φ(-size)): the least absolute error of size · Φ(-size) that this degree has for size <= 6.
  constexpr float coefficients[] = {3.309161432e-5F, -7.692082271e-4F, 8.080676613e-3F,
                                    -5.34120407e-2F, -4.587710209e-1F, -1.151201687F,
                                    -9.999930625e-1F};
  polynomial(coefficients, tails);
  exp2_within(tails);
#pragma GCC unroll 8
  for (int v = 0; v < count; ++v) {
    vectors[v] = greater(vectors[v], Vector{}) - sizes[v] * tails[v];
  }
}

// Numbers that maxima and sums are taken of side by side. As many in each kernel, so that each gets
// the same bits.
constexpr int64_t lane_count = 16;
constexpr int64_t lane_vectors = lane_count / vector_floats;
static_assert(input_step % lane_count == 0);

// function(lane) of each lane.
template <typename Function>
[[gnu::always_inline]] inline Integers for_lanes(Function function) {
  int32_t values[vector_floats];
#pragma GCC unroll 16
  for (int lane = 0; lane < vector_floats; ++lane) values[lane] = function(lane);
  Integers result;
  __builtin_memcpy(&result, values, sizeof result);
  return result;
}

// By halves: lane i and lane i + half, and so on.
template <int half, typename Function>
[[gnu::always_inline]] inline float over_vector(Vector values, Function function) {
  const Integers others = for_lanes([](int lane) { return lane ^ half; });
  values = function(values, __builtin_shuffle(values, others));
  if constexpr (half > 1) return over_vector<half / 2>(values, function);
  return values[0];
}

// function(a, b) over all lanes of `lane_vectors` vectors.
template <typename Function>
[[gnu::always_inline]] inline float over_lanes(const Vector *vectors, Function function) {
  Vector result = vectors[0];
  for (int64_t i = 1; i < lane_vectors; ++i) result = function(result, vectors[i]);
  return over_vector<vector_floats / 2>(result, function);
}

}  // namespace
}  // namespace virnucpro::cpu
