// Products with packed weights on the CPU, and what follows them, done while it is in the cache;
// and attention, which is made of them. Kernels for several levels of vector instructions share
// this interface; packed_weights.h and cpu_kernels.h are what the encoders use. Nothing but plain
// types may be here: each kernel is compiled for its own level, and a function of a library that it
// shared with the rest of the shim could end up there for good.
//
// All numbers are FP32, but for the operands of products in BF16: their weights are BF16, and their
// rows are rounded to it when they are multiplied. What they give is FP32 again. Such a kernel
// takes two inputs at a time: a word of four bytes is one input in FP32, and a pair of them in
// BF16.
#pragma once

#include <cstdint>

namespace virnucpro::cpu {

// What becomes of a product y = x W^T + b, where it is computed.
enum class Finish {
  none,
  gelu,   // gelu(y), exact (erf)
  add,    // y + operand
  gated,  // gelu(gate(x)) · value(x); the weights are those of two layers, without bias
};

// Weights [outputs, inputs] as a kernel reads them. Outputs are cut into panels, inputs into
// blocks; all panels of a block follow each other, and in a panel the words of all outputs for one
// word of inputs lie side by side. Of gated layers a panel of the gate comes before the one of the
// value.
struct PackedMatrix {
  const float *words;    // words_size(...) of them
  int64_t inputs;        // words of a row
  int64_t outputs;       // of each of both layers where they are gated
  int64_t block_inputs;  // words: a multiple of `input_step`, to which inputs are filled up, too
};

// A tile of rows, and a range of panels, of one product. "Rows [count, width]", here and below:
// each distance_of(width) behind the one before.
struct GemmTask {
  PackedMatrix weights;
  Finish finish;
  // Rows [row_count, inputs], or in BF16 [row_count, 2 · inputs]. Behind inputs that are no
  // multiple of zero_step, zeros up to one; behind the last row there is room for a multiple of
  // row_step of them.
  const float *x;
  const float *bias;     // [outputs], or null
  const float *operand;  // rows [row_count, outputs], or null
  float *y;              // rows [row_count, outputs]
  int64_t row_count;
  const float *next_x;  // next_row_count rows, which the thread takes after these
  int64_t next_row_count;
  int64_t first_panel, last_panel;  // of gated layers: pairs of panels
  float *scratch;                   // scratch_size(...) elements, at a multiple of 64 bytes
};

// One head of one sequence: softmax(scale · Q K^T - slope · |i - j|) V, i and j being positions.
struct AttentionTask {
  const float *qkv;  // the head's first query, of rows [query_count, heads, (q, k, v), head size]
  const float *next_qkv;  // the same of the head that the thread takes after this one
  float *result;          // its first result, of rows [query_count, heads, head size]
  int64_t query_count;
  int64_t key_count;  // the first ones of the sequence; not those of its padding
  int64_t head_count;
  int64_t head_size;  // a multiple of input_step
  float scale;
  float slope;
  // What each token's queries and keys are turned by: [tokens, head_size / 2, (cos, sin)], or null.
  // Pairs lie side by side: (a, b) becomes (a·cos − b·sin, b·cos + a·sin).
  const float *angles;
  float *scratch;  // attention_scratch_size(...) elements, at a multiple of 64 bytes
};

// LayerNorm of rows.
struct NormTask {
  const float *x;              // rows [row_count, width]
  float *y;                    // rows [row_count, width]; may be x
  const float *weight, *bias;  // [width]
  int64_t row_count;
  int64_t width;  // a multiple of input_step
  float epsilon;
};

struct ProductKernel {
  int64_t word_inputs;  // 1 in FP32, 2 in BF16
  int64_t step;         // outputs must be a multiple of it
  int64_t panel;        // outputs of a panel; the last one may have fewer
  // Rows that are multiplied with a panel before the next one, and words of a block, both at the
  // most. A block of a tile's rows and two panels stay in the second-level cache.
  int64_t tile_rows, longest_block;
  void (*multiply)(const GemmTask &task);
};

struct CpuKernel {
  ProductKernel products;  // in FP32
  void (*attend)(const AttentionTask &task);
  void (*normalize)(const NormTask &task);
};

// Words of a block of kernels for vectors: so much of a panel, and of the rows of a step, stays in
// the first-level cache. Long inputs should not get blocks of less than 384: a step asks for a line
// of its results every input_step inputs, and has 24 of them.
constexpr int64_t vector_block = 448;
// Rows of their tiles: 340 kB.
constexpr int64_t vector_tile_rows = 192;
constexpr int64_t input_step = 16;
constexpr int64_t zero_step = 2 * input_step;  // numbers of so many words in BF16
constexpr int64_t row_step = 8;
constexpr int64_t most_kernel_rows = 32;

constexpr int64_t round_up(int64_t value, int64_t step) { return (value + step - 1) / step * step; }

// From one row to the next: an odd number of cache lines, for rows that lie a power of two apart
// would push each other out of the cache. A kernel loads a few numbers behind each row.
constexpr int64_t distance_of(int64_t width) { return round_up(width, zero_step) + input_step; }

// Queries of a tile of attention.
constexpr int64_t query_tile = 32;
static_assert(query_tile % row_step == 0);

// Words of the weights of `layer_count` layers. A kernel loads those of two words of inputs ahead,
// so that it touches some behind the last ones.
constexpr int64_t words_size(int64_t layer_count, int64_t inputs, int64_t outputs, int64_t panel) {
  return layer_count * round_up(inputs, input_step) * outputs + 2 * panel;
}

constexpr int64_t blocks_of(const PackedMatrix &matrix) {
  return (matrix.inputs + matrix.block_inputs - 1) / matrix.block_inputs;
}

// Rows of a tile. Gated layers need all inputs of the rows at once; of more than two blocks they
// take fewer rows.
constexpr int64_t rows_of_tile(const ProductKernel &kernel, Finish finish,
                               const PackedMatrix &matrix) {
  constexpr int64_t gated_blocks = 2;
  const int64_t block_count = blocks_of(matrix);
  if (finish != Finish::gated || block_count <= gated_blocks) return kernel.tile_rows;
  const int64_t rows = kernel.tile_rows * gated_blocks / block_count / row_step * row_step;
  return rows < row_step ? row_step : rows;
}

// Words of a row that a kernel multiplies with a panel before the next one.
constexpr int64_t inputs_at_once(Finish finish, const PackedMatrix &matrix) {
  return finish == Finish::gated ? round_up(matrix.inputs, input_step) : matrix.block_inputs;
}

// Elements that a kernel needs beside its operands: for the gate and the rows at an edge, and in
// BF16 for the rounded rows.
constexpr int64_t scratch_size(const ProductKernel &kernel, Finish finish,
                               const PackedMatrix &matrix) {
  const int64_t rows = round_up(rows_of_tile(kernel, finish, matrix), most_kernel_rows);
  const int64_t rounded =
      kernel.word_inputs == 1 ? 0 : rows * distance_of(inputs_at_once(finish, matrix));
  return (rows + most_kernel_rows) * kernel.panel + rounded;
}

// Elements of packed keys or values; a kernel touches some behind the last ones, as of weights.
constexpr int64_t packed_size(int64_t key_count, int64_t head_size, int64_t panel) {
  return key_count * head_size + 2 * panel;
}

// Elements that attention needs beside its operands.
constexpr int64_t attention_scratch_size(int64_t key_count, int64_t head_size, int64_t panel) {
  const int64_t keys = round_up(key_count, input_step);
  return 2 * packed_size(keys, head_size, panel) +
         query_tile * (distance_of(head_size) + distance_of(keys)) + 3 * keys + row_step * panel;
}

extern const CpuKernel avx512_kernel, avx2_kernel;
extern const ProductKernel amx_products, avx512_bf16_products;

// The best kernel of this processor, or null.
const CpuKernel *find_cpu_kernel();

// Its best products in BF16, or null where those in FP32 are faster.
const ProductKernel *find_bf16_products();

// Words of a block: as even as may be.
int64_t block_inputs_of(const ProductKernel &kernel, int64_t inputs);

// Lays a panel (of gated layers: a pair of panels) out in `words`, which has room for
// words_size(...) of them.
// matrix: all but `words`. layers: the weights of one layer, or of the gate and the value, each
// [outputs, inputs].
void pack_panel(int64_t panel_outputs, const PackedMatrix &matrix, const float *const *layers,
                int64_t layer_count, int64_t panel, float *words);

}  // namespace virnucpro::cpu
