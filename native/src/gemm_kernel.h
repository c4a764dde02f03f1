// Products of vector_kernels.h, for the vectors of vectors.h.
//
// A product is summed up as `kernel_rows` rows times a panel of three vectors in registers, over a
// block of inputs: on a processor with two multiply-add units each input takes 24 steps of them and
// 11 loads. Two things keep them busy: the panel comes from the second-level cache, since it is
// used for all rows of a tile before the next one is, and what the tile will need from further away
// is asked for one cache line at a time, during the whole of the block; more at once would fill the
// buffers that the panel comes through.
#pragma once

#include "vector_kernels.h"
#include "vectors.h"

namespace virnucpro::cpu {
namespace {

constexpr int panel_vectors = 3;
constexpr int64_t panel_outputs = panel_vectors * vector_floats;
constexpr int kernel_rows = VIRNUCPRO_KERNEL_ROWS;
static_assert(kernel_rows <= most_kernel_rows);

#ifdef VIRNUCPRO_BF16
constexpr int64_t word_inputs = 2;
#else
constexpr int64_t word_inputs = 1;
static_assert(row_step % kernel_rows == 0);  // without a copy of its own it reads the rows in place
#endif

// Rows of x times a panel over a block of inputs; all counted in words.
struct Step {
  const float *x;  // kernel_rows rows
  int64_t x_distance;
  const float *panel;
  int64_t input_count;        // a multiple of input_step
  const float *next_weights;  // what to have in the second-level cache for later
  const float *next_row;      // as much of a row as this step takes of each of its own, likewise
  float *y;
  int64_t y_distance;
  const float *start;  // what the sums begin with, a number an output
  const float *terms;  // what is added to them, in the distance of y; null if nothing is
};

constexpr float zeros[panel_outputs] = {};

// What a step asks for from further away, a few cache lines every `input_step` inputs. It decides
// nothing: a branch that was not foreseen would cost more than a line too many.
class Prefetching {
 public:
  [[gnu::always_inline]] explicit Prefetching(const Step &step)
      : next_weights_(step.next_weights),
        next_row_(step.next_row),
        y_line_(step.y),
        terms_line_(step.terms != nullptr ? step.terms : step.y),
        y_distance_(step.y_distance) {}

  [[gnu::always_inline]] void go_on() {
    // The more rows a step has, the fewer steps there are.
    constexpr int times = kernel_rows > row_step ? kernel_rows / row_step : 1;
#pragma GCC unroll 4
    for (int i = 0; i < times; ++i) {
      __builtin_prefetch(next_weights_, 0, 2);
      __builtin_prefetch(next_weights_ + line, 0, 2);
      next_weights_ += 2 * line;
#pragma GCC unroll 2
      for (int64_t j = i; j < word_inputs; j += times) {
        __builtin_prefetch(next_row_, 0, 2);
        next_row_ += line;
      }
      __builtin_prefetch(y_line_, 1);
      __builtin_prefetch(terms_line_);
      ++y_lines_;
      const int64_t distance =
          y_lines_ % kernel_rows == 0 ? line - (kernel_rows - 1) * y_distance_ : y_distance_;
      y_line_ += distance;
      terms_line_ += distance;
    }
  }

 private:
  static constexpr int64_t line = 16;
  const float *next_weights_, *next_row_, *y_line_, *terms_line_;
  const int64_t y_distance_;
  int64_t y_lines_ = 0;
};

#ifdef VIRNUCPRO_BF16
// Adds the products of two pairs of inputs and weights.
[[gnu::always_inline]] inline void multiply_add(Vector &sum, Vector inputs, Vector weights) {
  asm("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(inputs), "v"(weights));
}

// A word is no number.
[[gnu::always_inline]] inline Vector broadcast_word(const float *word) {
  Vector result;
  asm("vbroadcastss %1, %0" : "=v"(result) : "m"(*word));
  return result;
}
#else
[[gnu::always_inline]] inline void multiply_add(Vector &sum, Vector inputs, Vector weights) {
  sum += inputs * weights;
}

[[gnu::always_inline]] inline Vector broadcast_word(const float *word) { return broadcast(*word); }
#endif

#ifdef VIRNUCPRO_AMX
#include "gemm_amx_loop.h"
#else
template <int vectors>
[[gnu::noinline]] void multiply(const Step &step) {
  Vector sums[kernel_rows][vectors];
#pragma GCC unroll 16
  for (int row = 0; row < kernel_rows; ++row) {
#pragma GCC unroll 3
    for (int v = 0; v < vectors; ++v) sums[row][v] = load(step.start + v * vector_floats);
  }
  const float *x = step.x, *panel = step.panel;
  Prefetching prefetching(step);
  for (int64_t input = 0; input < step.input_count; input += input_step) {
    prefetching.go_on();
#pragma GCC unroll 4
    for (int64_t i = 0; i < input_step; ++i) {
      Vector weights[vectors];
#pragma GCC unroll 3
      for (int v = 0; v < vectors; ++v) weights[v] = load(panel + v * vector_floats);
      panel += vectors * vector_floats;
#pragma GCC unroll 16
      for (int row = 0; row < kernel_rows; ++row) {
        const Vector value = broadcast_word(x + row * step.x_distance);
#pragma GCC unroll 3
        for (int v = 0; v < vectors; ++v) multiply_add(sums[row][v], value, weights[v]);
      }
      ++x;
    }
  }
#pragma GCC unroll 16
  for (int row = 0; row < kernel_rows; ++row) {
#pragma GCC unroll 3
    for (int v = 0; v < vectors; ++v) {
      const int64_t place = row * step.y_distance + v * vector_floats;
      store(step.y + place,
            step.terms != nullptr ? sums[row][v] + load(step.terms + place) : sums[row][v]);
    }
  }
}

#if VIRNUCPRO_VECTOR_FLOATS == 16
#include "gemm_avx512_loop.h"
#endif

// Does nothing: other processors have registers of their own to be set up.
struct Registers {};
#endif

void multiply(const Step &step, int64_t outputs) {
  switch (outputs / vector_floats) {
    case 1: return multiply<1>(step);
    case 2: return multiply<2>(step);
    default: return multiply<3>(step);
  }
}

// As `multiply`, for a tile that has fewer rows.
void multiply_part(Step step, int64_t outputs, int64_t row_count, float *edge) {
  float *y = step.y;
  const int64_t y_distance = step.y_distance;
  const auto byte_count = static_cast<std::size_t>(outputs) * sizeof(float);
  for (int64_t row = 0; step.terms != nullptr && row < row_count; ++row) {
    __builtin_memcpy(edge + row * panel_outputs, step.terms + row * y_distance, byte_count);
  }
  if (step.terms != nullptr) step.terms = edge;
  step.y = edge;
  step.y_distance = panel_outputs;
  multiply(step, outputs);
  for (int64_t row = 0; row < row_count; ++row) {
    __builtin_memcpy(y + row * y_distance, edge + row * panel_outputs, byte_count);
  }
}

// y = gelu(y) or, with a gate, gelu(gate) · y. gate: rows [rows, a panel's outputs].
template <int rows>
[[gnu::always_inline]] inline void take_gelu(float *y, int64_t y_distance, int64_t outputs,
                                             const float *gate) {
  const float *x = gate != nullptr ? gate : y;
  const int64_t x_distance = gate != nullptr ? panel_outputs : y_distance;
  for (int64_t i = 0; i < outputs; i += vector_floats) {
    Vector values[rows];
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row) values[row] = load(x + row * x_distance + i);
    gelu(values);
#pragma GCC unroll 8
    for (int row = 0; row < rows; ++row) {
      float *target = y + row * y_distance + i;
      store(target, gate != nullptr ? values[row] * load(target) : values[row]);
    }
  }
}

[[gnu::noinline]] void take_gelu(float *y, int64_t y_distance, int64_t row_count, int64_t outputs,
                                 const float *gate) {
  constexpr int rows_at_once = 4;
  int64_t row = 0;
  const auto gate_of = [&] { return gate != nullptr ? gate + row * panel_outputs : nullptr; };
  for (; row + rows_at_once <= row_count; row += rows_at_once) {
    take_gelu<rows_at_once>(y + row * y_distance, y_distance, outputs, gate_of());
  }
  for (; row < row_count; ++row) {
    take_gelu<1>(y + row * y_distance, y_distance, outputs, gate_of());
  }
}

// One tile of a product while it goes on.
class Tile {
 public:
  explicit Tile(const GemmTask &task)
      : task_(task),
        matrix_(task.weights),
        is_gated_(task.finish == Finish::gated),
        row_distance_(distance_of(word_inputs * matrix_.inputs)),
        y_distance_(distance_of(matrix_.outputs)),
        padded_inputs_(round_up(matrix_.inputs, input_step)),
        panel_rows_(round_up(task.row_count, kernel_rows)),
        block_count_(blocks_of(matrix_)),
        blocks_at_once_(is_gated_ ? block_count_ : 1),
        gate_(task.scratch),
        edge_(gate_ + panel_rows_ * panel_outputs),
        rounded_(edge_ + kernel_rows * panel_outputs),
        x_distance_(word_inputs == 1 ? row_distance_
                                     : distance_of(inputs_at_once(task.finish, matrix_))) {}

  void compute() {
    [[maybe_unused]] const Registers registers;
    for (int64_t first = 0; first < block_count_; first += blocks_at_once_) {
      const int64_t last = first + blocks_at_once_;
#ifdef VIRNUCPRO_BF16
      round_rows(first, last);
#endif
      for (int64_t panel = task_.first_panel; panel < task_.last_panel; ++panel) {
        if (is_gated_) multiply_panel(panel, true, first, last);
        multiply_panel(panel, false, first, last);
      }
    }
  }

 private:
  int64_t inputs_of(int64_t block) const {
    const int64_t left = padded_inputs_ - block * matrix_.block_inputs;
    return left < matrix_.block_inputs ? left : matrix_.block_inputs;
  }

  int64_t outputs_of(int64_t panel) const {
    const int64_t left = matrix_.outputs - panel * panel_outputs;
    return left < panel_outputs ? left : panel_outputs;
  }

  const float *weights_of(int64_t panel, bool is_gate, int64_t block) const {
    const int64_t layers = is_gated_ ? 2 : 1;
    const int64_t outputs =
        layers * panel * panel_outputs + (is_gated_ && !is_gate ? outputs_of(panel) : 0);
    return matrix_.words + layers * matrix_.outputs * block * matrix_.block_inputs +
           outputs * inputs_of(block);
  }

  // The words of a block of a row; those of the next row are x_distance_ further.
  const float *x_of(int64_t block, int64_t row) const {
    if constexpr (word_inputs == 2) {
      return rounded_ + row * x_distance_ + block % blocks_at_once_ * matrix_.block_inputs;
    }
    return task_.x + row * x_distance_ + block * matrix_.block_inputs;
  }

#ifdef VIRNUCPRO_BF16
  // Copies these blocks of all rows, to nearest, ties to even.
  void round_rows(int64_t first_block, int64_t last_block) const {
    const int64_t first = first_block * matrix_.block_inputs;
    int64_t count = 0;
    for (int64_t block = first_block; block < last_block; ++block) count += inputs_of(block);
    for (int64_t row = 0; row < task_.row_count; ++row) {
      const float *x = task_.x + row * row_distance_ + word_inputs * first;
      float *target = rounded_ + row * x_distance_;
      for (int64_t i = 0; i < count; i += vector_floats) {
        const Vector low = load(x + word_inputs * i);
        const Vector high = load(x + word_inputs * i + vector_floats);
        Vector pairs;
        asm("vcvtne2ps2bf16 %1, %2, %0" : "=v"(pairs) : "v"(low), "v"(high));
        store(target + i, pairs);
      }
    }
  }
#endif

  // What the step of these rows, with the panel that `panels_left` follow, asks for of the rows
  // that come next. The last panels share them out, a row each: `number` of those of a step.
  const float *next_row(int64_t block, int64_t row, int64_t panels_left) const {
    const bool is_last = block + blocks_at_once_ >= block_count_;
    const int64_t number = row + panels_left;
    const int64_t count = is_last ? task_.next_row_count : task_.row_count;
    if (panels_left >= kernel_rows || number >= count) return task_.x;
    const int64_t next_block = is_last ? block % blocks_at_once_ : block + blocks_at_once_;
    return (is_last ? task_.next_x : task_.x) + number * row_distance_ +
           word_inputs * next_block * matrix_.block_inputs;
  }

  void multiply_panel(int64_t panel, bool is_gate, int64_t first_block, int64_t last_block) const {
    const int64_t outputs = outputs_of(panel), first_output = panel * panel_outputs;
    const int64_t y_distance = is_gate ? panel_outputs : y_distance_;
    float *y = is_gate ? gate_ : task_.y + first_output;
    const bool takes_gelu = task_.finish == Finish::gelu || (is_gated_ && !is_gate);
    const int64_t panels_left =
        (is_gated_ ? 2 : 1) * (task_.last_panel - 1 - panel) + (is_gate ? 1 : 0);
    for (int64_t block = first_block; block < last_block; ++block) {
      const bool is_last_block = block + 1 == last_block;
      Step step{};
      step.x_distance = x_distance_;
      step.panel = weights_of(panel, is_gate, block);
      step.input_count = inputs_of(block);
      step.y_distance = y_distance;
      step.start = block == 0 && task_.bias != nullptr ? task_.bias + first_output : zeros;
      // The panel after this one, a part of it with each step.
      const float *next = step.panel + outputs * step.input_count;
      if (!is_last_block) {
        next = weights_of(panel, is_gate, block + 1);
      } else if (is_gate) {
        next = weights_of(panel, false, first_block);
      } else if (panel + 1 < task_.last_panel) {
        next = weights_of(panel + 1, is_gated_, first_block);
      }
      const int64_t part = outputs * step.input_count / (panel_rows_ / kernel_rows);
      for (int64_t row = 0; row < task_.row_count; row += kernel_rows) {
        const int64_t row_count =
            task_.row_count - row < kernel_rows ? task_.row_count - row : kernel_rows;
        step.x = x_of(block, row);
        step.next_weights = next + row / kernel_rows * part;
        step.next_row = next_row(block, row, panels_left);
        step.y = y + row * y_distance;
        if (block > 0) {
          step.terms = step.y;
        } else if (task_.operand != nullptr) {
          step.terms = task_.operand + row * y_distance + first_output;
        }
        if (row_count == kernel_rows) {
          multiply(step, outputs);
        } else {
          multiply_part(step, outputs, row_count, edge_);
        }
        if (takes_gelu && block + 1 == block_count_) {
          take_gelu(step.y, y_distance, row_count, outputs,
                    is_gated_ ? gate_ + row * panel_outputs : nullptr);
        }
      }
    }
  }

  const GemmTask &task_;
  const PackedMatrix &matrix_;
  const bool is_gated_;
  const int64_t row_distance_, y_distance_;  // numbers
  const int64_t padded_inputs_, panel_rows_, block_count_, blocks_at_once_;
  float *const gate_;         // [rows, a panel's outputs]
  float *const edge_;         // [kernel_rows, a panel's outputs]
  float *const rounded_;      // in BF16: rows [rows, inputs_at_once]
  const int64_t x_distance_;  // words, of the rows that are multiplied
};

void multiply_task(const GemmTask &task) { Tile(task).compute(); }

}  // namespace
}  // namespace virnucpro::cpu
