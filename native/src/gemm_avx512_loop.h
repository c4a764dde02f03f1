// The inner loop of the AVX-512 kernel for a whole panel, in the order in which its instructions
// are to run. It belongs to gemm_kernel.h.
//
// A compiler loads a number right before its use. Here the weights of an input are loaded two
// inputs ahead and the numbers of a row two rows ahead, which takes all 32 registers and 5 % less
// time. The weights of the two inputs behind the block are loaded, too, and not used.

// Sums of row R: a_R, b_R and c_R. Weights of even and odd inputs: u and v. Numbers of even and odd
// rows: p and q.
#define REGISTER(name, number) [[maybe_unused]] register Vector name asm("zmm" #number)
#define REGISTERS(name, n0, n1, n2, n3, n4, n5, n6, n7) \
  REGISTER(name##_0, n0);                               \
  REGISTER(name##_1, n1);                               \
  REGISTER(name##_2, n2);                               \
  REGISTER(name##_3, n3);                               \
  REGISTER(name##_4, n4);                               \
  REGISTER(name##_5, n5);                               \
  REGISTER(name##_6, n6);                               \
  REGISTER(name##_7, n7)

#define FOR_ROWS(apply) \
  apply(0);             \
  apply(1);             \
  apply(2);             \
  apply(3);             \
  apply(4);             \
  apply(5);             \
  apply(6);             \
  apply(7)

#ifdef VIRNUCPRO_BF16
#define MULTIPLY_ADD(sum, value, weight) \
  asm volatile("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(value), "v"(weight))
#else
#define MULTIPLY_ADD(sum, value, weight) \
  asm volatile("vfmadd231ps %2, %1, %0" : "+v"(sum) : "v"(value), "v"(weight))
#endif

#define LOAD(target, source)    \
  asm volatile("vmovups %1, %0" \
               : "=v"(target)   \
               : "m"(*reinterpret_cast<const UnalignedVector *>(source)))

// So many inputs after `address`, which is in a register; with a distance, so many times it
// further. Short instructions: with a constant distance each would take three bytes more.
#define ROWS_OF_X "m"(*reinterpret_cast<const float(*)[]>(x))
#define BROADCAST(target, address, input) \
  asm volatile("vbroadcastss %c2(%1), %0" \
               : "=v"(target)             \
               : "r"(address), "i"(4 * (input)), ROWS_OF_X)
#define BROADCAST_FROM(target, address, distance, times, input) \
  asm volatile("vbroadcastss %c4(%1, %2, %c3), %0"              \
               : "=v"(target)                                   \
               : "r"(address), "r"(distance), "i"(times), "i"(4 * (input)), ROWS_OF_X)

#define LOAD_WEIGHTS(w, input)               \
  LOAD(w##_0, panel + (input)*outputs);      \
  LOAD(w##_1, panel + (input)*outputs + 16); \
  if constexpr (vectors == 3) LOAD(w##_2, panel + (input)*outputs + 32)

#define MULTIPLY_ROW(row, value, w)    \
  MULTIPLY_ADD(a_##row, value, w##_0); \
  MULTIPLY_ADD(b_##row, value, w##_1); \
  if constexpr (vectors == 3) MULTIPLY_ADD(c_##row, value, w##_2)

#define MULTIPLY_INPUT(w, input)                  \
  MULTIPLY_ROW(0, p, w);                          \
  BROADCAST_FROM(p, x, distance, 2, input);       \
  MULTIPLY_ROW(1, q, w);                          \
  BROADCAST(q, x_3, input);                       \
  MULTIPLY_ROW(2, p, w);                          \
  BROADCAST_FROM(p, x, distance, 4, input);       \
  MULTIPLY_ROW(3, q, w);                          \
  BROADCAST_FROM(q, x_3, distance, 2, input);     \
  MULTIPLY_ROW(4, p, w);                          \
  BROADCAST_FROM(p, x, distance_3, 2, input);     \
  MULTIPLY_ROW(5, q, w);                          \
  BROADCAST_FROM(q, x_3, distance, 4, input);     \
  MULTIPLY_ROW(6, p, w);                          \
  BROADCAST(p, x, (input) + 1);                   \
  MULTIPLY_ROW(7, q, w);                          \
  BROADCAST_FROM(q, x, distance, 1, (input) + 1); \
  LOAD_WEIGHTS(w, (input) + 2)

#define BEGIN(row)                 \
  a_##row = load(step.start);      \
  b_##row = load(step.start + 16); \
  if constexpr (vectors == 3) c_##row = load(step.start + 32)

#define ADD_TERMS(row)                                     \
  a_##row += load(terms);                                  \
  b_##row += load(terms + 16);                             \
  if constexpr (vectors == 3) c_##row += load(terms + 32); \
  terms += step.y_distance

#define STORE(row)                                    \
  store(y, a_##row);                                  \
  store(y + 16, b_##row);                             \
  if constexpr (vectors == 3) store(y + 32, c_##row); \
  y += step.y_distance

// Nothing between its instructions may be a call, which would not keep the registers: what it uses
// must always be inlined.
template <int vectors>
[[gnu::noinline]] void multiply_in_order(const Step &step) {
  static_assert(kernel_rows == 8 && (vectors == 2 || vectors == 3));
  constexpr int64_t outputs = vectors * vector_floats;
  REGISTER(u_0, 0);
  REGISTER(u_1, 1);
  REGISTER(u_2, 2);
  REGISTER(v_0, 3);
  REGISTER(v_1, 4);
  REGISTER(v_2, 5);
  REGISTER(p, 6);
  REGISTER(q, 7);
  REGISTERS(a, 8, 9, 10, 11, 12, 13, 14, 15);
  REGISTERS(b, 16, 17, 18, 19, 20, 21, 22, 23);
  REGISTERS(c, 24, 25, 26, 27, 28, 29, 30, 31);
  FOR_ROWS(BEGIN);

  const int64_t distance = 4 * step.x_distance, distance_3 = 3 * distance;
  // With 16 of them it takes longer: a processor does not keep so much code decoded.
  constexpr int64_t unrolled_inputs = 8;
  const float *x = step.x, *x_3 = x + 3 * step.x_distance, *panel = step.panel;
  Prefetching prefetching(step);
  LOAD_WEIGHTS(u, 0);
  LOAD_WEIGHTS(v, 1);
  BROADCAST(p, x, 0);
  BROADCAST_FROM(q, x, distance, 1, 0);
  for (int64_t input = 0; input < step.input_count; input += input_step) {
    prefetching.go_on();
    int64_t parts = input_step / unrolled_inputs;
    asm("" : "+r"(parts));  // so that the compiler leaves the loop a loop
    for (; parts > 0; --parts) {
      MULTIPLY_INPUT(u, 0);
      MULTIPLY_INPUT(v, 1);
      MULTIPLY_INPUT(u, 2);
      MULTIPLY_INPUT(v, 3);
      MULTIPLY_INPUT(u, 4);
      MULTIPLY_INPUT(v, 5);
      MULTIPLY_INPUT(u, 6);
      MULTIPLY_INPUT(v, 7);
      x += unrolled_inputs;
      x_3 += unrolled_inputs;
      panel += unrolled_inputs * outputs;
    }
  }

  if (const float *terms = step.terms; terms != nullptr) {
    FOR_ROWS(ADD_TERMS);
  }
  float *y = step.y;
  FOR_ROWS(STORE);
}

template <>
void multiply<2>(const Step &step) {
  multiply_in_order<2>(step);
}

template <>
void multiply<3>(const Step &step) {
  multiply_in_order<3>(step);
}

#undef REGISTER
#undef REGISTERS
#undef FOR_ROWS
#undef MULTIPLY_ADD
#undef LOAD
#undef ROWS_OF_X
#undef BROADCAST
#undef BROADCAST_FROM
#undef LOAD_WEIGHTS
#undef MULTIPLY_ROW
#undef MULTIPLY_INPUT
#undef BEGIN
#undef ADD_TERMS
#undef STORE
