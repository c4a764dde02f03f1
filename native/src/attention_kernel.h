// Attention on the CPU in FP32, of the products of gemm_kernel.h.
#pragma once

#include "gemm_kernel.h"

namespace virnucpro::cpu {
namespace {

// Numbers that maxima and sums are taken of side by side. As many in each kernel, so that each gets
// the same bits.
constexpr int64_t lane_count = 16;
constexpr int64_t lane_vectors = lane_count / vector_floats;
static_assert(input_step % lane_count == 0);

// Head of one sequence: softmax(scale · Q K^T - slope · |i - j|) V, for as many queries at a time
// as a step has rows.
class Head {
 public:
  explicit Head(const AttentionTask &task)
      : task_(task),
        key_count_(round_up(task.key_count, input_step)),
        keys_(task.scratch),
        values_(keys_ + packed_size(key_count_, task.head_size, panel_outputs)),
        queries_(values_ + packed_size(key_count_, task.head_size, panel_outputs)),
        scores_(queries_ + row_step * row_distance),
        weights_(scores_ + row_step * key_count_),
        edge_(weights_ + row_step * blocks_of(key_count_) * row_distance) {}

  void compute() {
    pack_keys();
    pack_values();
    for (int64_t query = 0; query < task_.query_count; query += kernel_rows) {
      float sums[kernel_rows];
      copy_queries(query);
      score();
      for (int64_t row = 0; row < kernel_rows; ++row) sums[row] = weigh(query + row, row);
      average(query, sums);
    }
  }

 private:
  // Outputs of a panel of values: few enough that usual heads are cut evenly.
  static constexpr int64_t value_panel = 2 * vector_floats;

  int64_t distance() const { return 3 * task_.head_count * task_.head_size; }

  // As panels of the product Q K^T.
  void pack_keys() const {
    const float *keys = task_.qkv + task_.head_count * task_.head_size;
    for (int64_t first = 0; first < key_count_; first += panel_outputs) {
      const int64_t width = key_count_ - first < panel_outputs ? key_count_ - first : panel_outputs;
      const int64_t left = task_.key_count - first;
      const int64_t count = left < width ? left : width;
      float *target = keys_ + first * task_.head_size;
      for (int64_t i = 0; i < task_.head_size; ++i, target += width) {
        for (int64_t key = 0; key < count; ++key)
          target[key] = keys[(first + key) * distance() + i];
        for (int64_t key = count > 0 ? count : 0; key < width; ++key) target[key] = 0;
      }
    }
  }

  void pack_values() const {
    const float *values = task_.qkv + 2 * task_.head_count * task_.head_size;
    for (int64_t first = 0; first < task_.head_size; first += value_panel) {
      const int64_t width = width_of(first);
      float *target = values_ + first * key_count_;
      for (int64_t key = 0; key < key_count_; ++key) {
        for (int64_t i = 0; i < width; i += vector_floats, target += vector_floats) {
          store(target,
                key < task_.key_count ? load(values + key * distance() + first + i) : Vector{});
        }
      }
    }
  }

  int64_t width_of(int64_t first_output) const {
    const int64_t left = task_.head_size - first_output;
    return left < value_panel ? left : value_panel;
  }

  void copy_queries(int64_t query) const {
    for (int64_t row = 0; row < kernel_rows; ++row) {
      const float *source = task_.qkv + (query + row) * distance();
      for (int64_t i = 0; i < task_.head_size; i += vector_floats) {
        const bool is_query = query + row < task_.query_count;
        store(queries_ + row * row_distance + i,
              is_query ? load(source + i) * task_.scale : Vector{});
      }
    }
  }

  static Step step_of(const float *x, const float *panel, int64_t input_count, float *y,
                      int64_t y_distance, bool adds) {
    // All of it is near: there is nothing to ask for.
    return {x, panel, input_count, panel, x, y, y_distance, y, adds};
  }

  void score() const {
    for (int64_t first = 0; first < key_count_; first += panel_outputs) {
      const int64_t left = key_count_ - first;
      multiply(step_of(queries_, keys_ + first * task_.head_size, task_.head_size, scores_ + first,
                       key_count_, false),
               left < panel_outputs ? left : panel_outputs);
    }
  }

  // Makes weights of the scores of a row; returns their sum.
  float weigh(int64_t query, int64_t row) const {
    constexpr float log2_e = 1.44269504F;
    float *scores = scores_ + row * key_count_;
    for (int64_t key = task_.key_count; key < key_count_; ++key) scores[key] = -__builtin_inff();

    float distances[lane_count];
    for (int64_t i = 0; i < lane_count; ++i) distances[i] = static_cast<float>(i - query);
    Vector largest[lane_vectors], sums[lane_vectors] = {}, distance[lane_vectors];
    for (int64_t lane = 0; lane < lane_vectors; ++lane) {
      largest[lane] = broadcast(-__builtin_inff());
      distance[lane] = load(distances + lane * vector_floats);
    }
    for (int64_t key = 0; key < key_count_; key += lane_count) {
      for (int64_t lane = 0; lane < lane_vectors; ++lane) {
        float *score = scores + key + lane * vector_floats;
        const Vector size = distance[lane] < Vector{} ? -distance[lane] : distance[lane];
        const Vector value = load(score) - size * task_.slope;
        store(score, value);
        largest[lane] = value > largest[lane] ? value : largest[lane];
        distance[lane] += static_cast<float>(lane_count);
      }
    }
    const float top = over_lanes(largest, [](float a, float b) { return a > b ? a : b; });
    for (int64_t key = 0; key < key_count_; key += lane_count) {
      float *weights =
          weights_ + (key / longest_block * row_step + row) * row_distance + key % longest_block;
      for (int64_t lane = 0; lane < lane_vectors; ++lane) {
        const Vector score = load(scores + key + lane * vector_floats);
        const Vector weight = exp2_of_negative((score - top) * log2_e);
        store(weights + lane * vector_floats, weight);
        sums[lane] += weight;
      }
    }
    return over_lanes(sums, [](float a, float b) { return a + b; });
  }

  template <typename Function>
  static float over_lanes(const Vector *vectors, Function function) {
    float result = vectors[0][0];
    for (int64_t i = 1; i < lane_count; ++i) {
      result = function(result, vectors[i / vector_floats][i % vector_floats]);
    }
    return result;
  }

  // The values' mean with these weights.
  void average(int64_t query, const float *sums) const {
    const int64_t left = task_.query_count - query;
    const int64_t row_count = left < kernel_rows ? left : kernel_rows;
    const int64_t width = task_.head_count * task_.head_size;
    float *result = task_.result + query * width;
    for (int64_t first = 0; first < task_.head_size; first += value_panel) {
      const int64_t outputs = width_of(first);
      const float *panel = values_ + first * key_count_;
      for (int64_t key = 0; key < key_count_; key += longest_block) {
        const int64_t keys = key_count_ - key;
        const Step step =
            step_of(weights_ + key / longest_block * row_step * row_distance, panel + key * outputs,
                    keys < longest_block ? keys : longest_block, result + first, width, key > 0);
        if (row_count == kernel_rows) {
          multiply(step, outputs);
        } else {
          multiply_part(step, outputs, row_count, edge_);
        }
      }
    }
    for (int64_t row = 0; row < row_count; ++row) {
      const float factor = 1 / sums[row];
      for (int64_t i = 0; i < task_.head_size; i += vector_floats) {
        store(result + row * width + i, load(result + row * width + i) * factor);
      }
    }
  }

  const AttentionTask &task_;
  const int64_t key_count_;  // filled up
  float *const keys_, *const values_;
  float *const queries_;  // [rows, head size], in the distance of rows
  float *const scores_;   // [rows, keys]
  float *const weights_;  // [blocks of keys, rows, keys], in the distance of rows
  float *const edge_;     // [rows, a panel's outputs]
};

void attend_head(const AttentionTask &task) { Head(task).compute(); }

}  // namespace
}  // namespace virnucpro::cpu
