// Vectors of VIRNUCPRO_VECTOR_FLOATS numbers, for which the including file is compiled, and
// functions of them. The kernels of one level of vector instructions include this, and nothing else
// does.
#pragma once

#include <cstdint>

#include "gemm.h"

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

// 2^x for x <= 0, to a relative error of 2e-7; 0 below -126.
inline Vector exp2_of_negative(Vector x) {
  const Vector least = broadcast(-126);
  x = x < least ? least : x;
  // Adding 1.5 · 2^23 rounds to whole numbers, which then are the lowest bits.
  const Vector shifted = x + 12582912.0F;
  const Vector fraction = x - (shifted - 12582912.0F);
  // ln(2)^k / k!
  constexpr float coefficients[] = {1.3333558e-3F, 9.6181291e-3F, 5.5504109e-2F,
                                    2.4022651e-1F, 6.9314718e-1F, 1.0F};
  Vector series = broadcast(1.5403530e-4F);
  for (const float coefficient : coefficients) series = series * fraction + coefficient;
  Integers exponent, bits;
  __builtin_memcpy(&exponent, &shifted, sizeof exponent);
  __builtin_memcpy(&bits, &series, sizeof bits);
  bits += exponent << 23;  // the bits of 1.5 · 2^23 itself leave at the upper end
  Vector result;
  __builtin_memcpy(&result, &bits, sizeof result);
  return x <= least ? Vector{} : result;
}

// x · Φ(x), by Abramowitz and Stegun, 7.1.26, to 1.5e-7:
// erfc(z) = t · P(t) · exp(-z²), t = 1 / (1 + 0.3275911 z).
inline Vector gelu(Vector x) {
  constexpr float sqrt_half = 0.70710678F, log2_e_half = 0.72134752F;
  const Vector size = x < Vector{} ? -x : x;
  const Vector t = 1.0F / (size * (0.3275911F * sqrt_half) + 1.0F);
  constexpr float coefficients[] = {-1.453152027F, 1.421413741F, -0.284496736F, 0.254829592F};
  Vector series = broadcast(1.061405429F * 0.5F);
  for (const float coefficient : coefficients) series = series * t + coefficient * 0.5F;
  const Vector tail = series * t * exp2_of_negative(-(x * x) * log2_e_half);
  return (x > Vector{} ? x : Vector{}) - size * tail;
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
