// The step of a processor with AMX, whose registers are tiles of 16 rows of 16 words: two tiles of
// rows times a panel. It belongs to gemm_kernel.h.
//
// Six tiles hold sums, the seventh inputs and the eighth weights: seven tiles are loaded for six
// products, which take twice the time. The compiler knows nothing of the tiles.

// As the processor reads them. (GCC 12's _tile_loadconfig does not tell the compiler that it reads
// all of them.)
struct alignas(64) TileShapes {
  uint8_t palette = 1, first_row = 0, reserved[14] = {};
  uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
  uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

// The tiles of the calling thread while it lives. Without them a thread has less to be saved.
class Registers {
 public:
  [[gnu::always_inline]] Registers() {
    const TileShapes shapes;
    asm volatile("ldtilecfg %0" : : "m"(shapes));
  }
  [[gnu::always_inline]] ~Registers() { asm volatile("tilerelease"); }
  Registers(const Registers &) = delete;
  Registers &operator=(const Registers &) = delete;
};

#define CLEAR(tile) asm volatile("tilezero %tmm" #tile)
// 16 rows, so many bytes apart.
#define LOAD(tile, address, distance)               \
  asm volatile("tileloadd (%0, %1, 1), %%tmm" #tile \
               :                                    \
               : "r"(address), "r"(distance)        \
               : "memory")
#define STORE(tile, address, distance)                  \
  asm volatile("tilestored %%tmm" #tile ", (%0, %1, 1)" \
               :                                        \
               : "r"(address), "r"(distance)            \
               : "memory")
#define MULTIPLY_ADD(sum) asm volatile("tdpbf16ps %tmm7, %tmm6, %tmm" #sum)

template <int vectors>
[[gnu::noinline]] void multiply(const Step &step) {
  constexpr int64_t tile_words = 16, outputs = vectors * vector_floats, word_bytes = 4;
  static_assert(kernel_rows == 2 * tile_words && input_step == tile_words);
  const int64_t x_bytes = word_bytes * step.x_distance;
  constexpr int64_t panel_bytes = word_bytes * outputs;
  const float *upper = step.x, *lower = upper + tile_words * step.x_distance, *panel = step.panel;
  CLEAR(0);
  CLEAR(1);
  CLEAR(2);
  CLEAR(3);
  CLEAR(4);
  CLEAR(5);
  Prefetching prefetching(step);
  for (int64_t input = 0; input < step.input_count; input += input_step) {
    prefetching.go_on();
    // From the first vector of weights to the last with the upper rows, and back with the lower.
    LOAD(6, upper, x_bytes);
    LOAD(7, panel, panel_bytes);
    MULTIPLY_ADD(0);
    if constexpr (vectors > 1) {
      LOAD(7, panel + tile_words, panel_bytes);
      MULTIPLY_ADD(1);
    }
    if constexpr (vectors > 2) {
      LOAD(7, panel + 2 * tile_words, panel_bytes);
      MULTIPLY_ADD(2);
    }
    LOAD(6, lower, x_bytes);
    if constexpr (vectors > 2) {
      MULTIPLY_ADD(5);
      LOAD(7, panel + tile_words, panel_bytes);
    }
    if constexpr (vectors > 1) {
      MULTIPLY_ADD(4);
      LOAD(7, panel, panel_bytes);
    }
    MULTIPLY_ADD(3);
    upper += tile_words;
    lower += tile_words;
    panel += input_step * outputs;
  }

  alignas(64) float sums[kernel_rows][outputs];
  STORE(0, &sums[0][0], panel_bytes);
  STORE(3, &sums[tile_words][0], panel_bytes);
  if constexpr (vectors > 1) {
    STORE(1, &sums[0][tile_words], panel_bytes);
    STORE(4, &sums[tile_words][tile_words], panel_bytes);
  }
  if constexpr (vectors > 2) {
    STORE(2, &sums[0][2 * tile_words], panel_bytes);
    STORE(5, &sums[tile_words][2 * tile_words], panel_bytes);
  }
  for (int64_t row = 0; row < kernel_rows; ++row) {
#pragma GCC unroll 3
    for (int v = 0; v < vectors; ++v) {
      const int64_t place = row * step.y_distance + v * vector_floats;
      const Vector sum = load(&sums[row][v * vector_floats]) + load(step.start + v * vector_floats);
      store(step.y + place, step.terms != nullptr ? sum + load(step.terms + place) : sum);
    }
  }
}

#undef CLEAR
#undef LOAD
#undef STORE
#undef MULTIPLY_ADD
