// Attention on the CPU in FP32, of the products of gemm_kernel.h.
#pragma once

#include "gemm_kernel.h"

namespace virnucpro::cpu {
namespace {

// A square of numbers, in place. A number's row and column together are a word of bits, which each
// round turns by one; at the end rows and columns have changed places.
[[gnu::always_inline]] inline void transpose(Vector (&square)[vector_floats]) {
  constexpr int half = vector_floats / 2;
  // Numbers of two vectors by turns, of their first halves or of their second ones.
  const Integers first = for_lanes([](int lane) { return lane / 2 + lane % 2 * 2 * half; });
  const Integers second = first + half;
#pragma GCC unroll 4
  for (int round = 1; round < vector_floats; round *= 2) {
    Vector turned[vector_floats];
#pragma GCC unroll 8
    for (int i = 0; i < half; ++i) {
      turned[2 * i] = __builtin_shuffle(square[i], square[i + half], first);
      turned[2 * i + 1] = __builtin_shuffle(square[i], square[i + half], second);
    }
#pragma GCC unroll 16
    for (int i = 0; i < vector_floats; ++i) square[i] = turned[i];
  }
}

// Head of one sequence: softmax(scale · Q K^T - slope · |i - j|) V, for a tile of queries at a
// time, so that panels of keys and values serve several steps while they are in the first-level
// cache.
class Head {
 public:
  explicit Head(const AttentionTask &task)
      : task_(task),
        key_count_(round_up(task.key_count, input_step)),
        keys_(task.scratch),
        values_(keys_ + packed_size(key_count_, task.head_size, panel_outputs)),
        queries_(values_ + packed_size(key_count_, task.head_size, panel_outputs)),
        weights_(queries_ + query_tile * distance_of(task.head_size)),
        starts_(weights_ + query_tile * distance_of(key_count_)),
        distances_(starts_ + key_count_),
        edge_(distances_ + task.query_count + key_count_) {}

  void compute() {
    pack_keys();
    pack_values();
    set_starts();
    set_distances();
    for (int64_t query = 0; query < task_.query_count; query += query_tile) {
      const int64_t left = task_.query_count - query;
      const int64_t row_count = left < query_tile ? left : query_tile;
      float largest[query_tile], sums[query_tile];
      copy_queries(query, row_count);
      score(row_count);
      for (int64_t row = 0; row < row_count; ++row) largest[row] = take_distance(query + row, row);
      for (int64_t row = 0; row < row_count; ++row) sums[row] = weigh(row, largest[row]);
      average(query, row_count, sums);
    }
  }

 private:
  static constexpr float log2_e = 1.44269504F;

  // Outputs of a panel of values: few enough that usual heads are cut evenly.
  static constexpr int64_t value_panel = 2 * vector_floats;

  int64_t width() const { return task_.head_count * task_.head_size; }
  int64_t distance() const { return distance_of(3 * width()); }

  // A head's queries, keys and values lie together, but those of two tokens far apart: the
  // processor does not find out by itself which ones come next. A few at a time, and inlined: calls
  // of a function that only asks for memory are taken for needless.
  [[gnu::always_inline]] void ask_for_next() {
    constexpr int64_t at_once = 2, line = 16;
    for (int64_t i = 0; i < at_once && asked_count_ < 3 * task_.query_count; ++i, ++asked_count_) {
      const float *next =
          task_.next_qkv + asked_count_ / 3 * distance() + asked_count_ % 3 * task_.head_size;
      for (int64_t j = 0; j < task_.head_size; j += line) __builtin_prefetch(next + j, 0, 2);
    }
  }

  // Numbers i and following of a token's query or key, turned by its position.
  [[gnu::always_inline]] Vector turned(Vector values, int64_t token, int64_t i) const {
    if (task_.angles == nullptr) return values;
    const Vector angles = load(task_.angles + token * task_.head_size + i);
    const Integers even = for_lanes([](int lane) { return lane & ~1; });
    const Vector sines = __builtin_shuffle(angles, even + 1);
    const Vector signs =
        __builtin_convertvector(for_lanes([](int lane) { return lane % 2 * 2 - 1; }), Vector);
    const Vector partners = __builtin_shuffle(values, for_lanes([](int lane) { return lane ^ 1; }));
    return values * __builtin_shuffle(angles, even) + partners * (sines * signs);
  }

  // Keys of a panel: the last four vectors of keys make two halves, which take less time than a
  // whole panel and a third of one.
  int64_t keys_of(int64_t first) const {
    const int64_t left = key_count_ - first;
    if (left == 4 * vector_floats) return 2 * vector_floats;
    return left < panel_outputs ? left : panel_outputs;
  }

  // As panels of the product Q K^T.
  void pack_keys() const {
    const float *keys = task_.qkv + task_.head_size;
    for (int64_t first = 0, width = 0; first < key_count_; first += width) {
      width = keys_of(first);
      float *panel = keys_ + first * task_.head_size;
      for (int64_t key = 0; key < width; key += vector_floats) {
        for (int64_t i = 0; i < task_.head_size; i += vector_floats) {
          Vector square[vector_floats];
#pragma GCC unroll 16
          for (int64_t row = 0; row < vector_floats; ++row) {
            const int64_t number = first + key + row;
            square[row] = number < task_.key_count
                              ? turned(load(keys + number * distance() + i), number, i)
                              : Vector{};
          }
          transpose(square);
#pragma GCC unroll 16
          for (int64_t row = 0; row < vector_floats; ++row) {
            store(panel + (i + row) * width + key, square[row]);
          }
        }
      }
    }
  }

  void pack_values() const {
    const int64_t distance = this->distance(), key_count = task_.key_count;
    for (int64_t first = 0; first < task_.head_size; first += value_panel) {
      const int64_t width = width_of(first);
      const float *values = task_.qkv + 2 * task_.head_size + first;
      float *target = values_ + first * key_count_;
      for (int64_t key = 0; key < key_count; ++key, values += distance) {
        for (int64_t i = 0; i < width; i += vector_floats, target += vector_floats) {
          store(target, load(values + i));
        }
      }
      for (float *end = values_ + first * key_count_ + width * key_count_; target != end;
           target += vector_floats) {
        store(target, Vector{});
      }
    }
  }

  int64_t width_of(int64_t first_output) const {
    const int64_t left = task_.head_size - first_output;
    return left < value_panel ? left : value_panel;
  }

  // What a row's scores begin with: nothing can outweigh a key that is not there.
  void set_starts() const {
    for (int64_t key = 0; key < key_count_; ++key) {
      starts_[key] = key < task_.key_count ? 0 : -__builtin_inff();
    }
  }

  // What the distances from query_count - 1 before a query to key_count_ behind it take off.
  void set_distances() const {
    for (int64_t i = 0; i < task_.query_count + key_count_; ++i) {
      const auto distance = static_cast<float>(i - (task_.query_count - 1));
      distances_[i] = __builtin_fabsf(distance) * (task_.slope * log2_e);
    }
  }

  // With zeros after them, as far as a step goes. Scores are logarithms of weights to base 2.
  void copy_queries(int64_t query, int64_t row_count) const {
    const float scale = task_.scale * log2_e;
    const int64_t head_size = task_.head_size;
    for (int64_t row = 0; row < round_up(row_count, kernel_rows); ++row) {
      const float *source = task_.qkv + (query + row) * distance();
      float *target = queries_ + row * distance_of(head_size);
      for (int64_t i = 0; i < head_size; i += vector_floats) {
        store(target + i,
              row < row_count ? turned(load(source + i), query + row, i) * scale : Vector{});
      }
    }
  }

  static Step step_of(const float *x, int64_t x_distance, const float *panel, int64_t input_count,
                      float *y, int64_t y_distance, const float *start, bool adds) {
    // All of it is near: there is nothing to ask for.
    return {x, x_distance, panel, input_count, panel, x, y, y_distance, start, adds ? y : nullptr};
  }

  void score(int64_t row_count) {
    const int64_t x_distance = distance_of(task_.head_size), y_distance = distance_of(key_count_);
    for (int64_t first = 0, keys = 0; first < key_count_; first += keys) {
      keys = keys_of(first);
      for (int64_t row = 0; row < row_count; row += kernel_rows) {
        ask_for_next();
        multiply(step_of(queries_ + row * x_distance, x_distance, keys_ + first * task_.head_size,
                         task_.head_size, weights_ + row * y_distance + first, y_distance,
                         starts_ + first, false),
                 keys);
      }
    }
  }

  // Subtracts what the distance takes from the scores of a row; returns the largest one.
  float take_distance(int64_t query, int64_t row) const {
    float *scores = weights_ + row * distance_of(key_count_);
    const float *distances = distances_ + task_.query_count - 1 - query;
    const int64_t key_count = key_count_;
    Vector largest[lane_vectors];
    for (Vector &lane : largest) lane = broadcast(-__builtin_inff());
    for (int64_t key = 0; key < key_count; key += lane_count) {
      for (int64_t lane = 0; lane < lane_vectors; ++lane) {
        const int64_t place = key + lane * vector_floats;
        const Vector value = load(scores + place) - load(distances + place);
        store(scores + place, value);
        largest[lane] = greater(value, largest[lane]);
      }
    }
    return over_lanes(largest, greater);
  }

  // Makes weights of the scores of a row; returns their sum.
  float weigh(int64_t row, float largest) {
    ask_for_next();
    float *weights = weights_ + row * distance_of(key_count_);
    const Vector least = broadcast(-126);
    const int64_t key_count = key_count_;
    Vector sums[lane_vectors] = {};
    for (int64_t key = 0; key < key_count; key += lane_count) {
      Vector values[lane_vectors];
      for (int64_t lane = 0; lane < lane_vectors; ++lane) {
        // In this order a score that is no number stays one.
        values[lane] = greater(least, load(weights + key + lane * vector_floats) - largest);
      }
      exp2_within(values);
      for (int64_t lane = 0; lane < lane_vectors; ++lane) {
        store(weights + key + lane * vector_floats, values[lane]);
        sums[lane] += values[lane];
      }
    }
    return over_lanes(sums, [](Vector a, Vector b) { return a + b; });
  }

  // The values' mean with these weights.
  void average(int64_t query, int64_t row_count, const float *sums) {
    const int64_t x_distance = distance_of(key_count_), y_distance = distance_of(width());
    float *result = task_.result + query * y_distance;
    for (int64_t first = 0; first < task_.head_size; first += value_panel) {
      const int64_t outputs = width_of(first);
      for (int64_t key = 0; key < key_count_; key += vector_block) {
        const int64_t left = key_count_ - key;
        const int64_t keys = left < vector_block ? left : vector_block;
        const float *panel = values_ + first * key_count_ + key * outputs;
        for (int64_t row = 0; row < row_count; row += kernel_rows) {
          const Step step = step_of(weights_ + row * x_distance + key, x_distance, panel, keys,
                                    result + row * y_distance + first, y_distance, zeros, key > 0);
          const int64_t rows_left = row_count - row;
          ask_for_next();
          if (rows_left >= kernel_rows) {
            multiply(step, outputs);
          } else {
            multiply_part(step, outputs, rows_left, edge_);
          }
        }
      }
    }
    for (int64_t row = 0; row < row_count; ++row) {
      const float factor = 1 / sums[row];
      for (int64_t i = 0; i < task_.head_size; i += vector_floats) {
        float *values = result + row * y_distance + i;
        store(values, load(values) * factor);
      }
    }
  }

  const AttentionTask &task_;
  const int64_t key_count_;  // filled up
  float *const keys_, *const values_;
  float *const queries_;     // rows [queries, head size]
  float *const weights_;     // rows [queries, keys]; scores at first
  float *const starts_;      // [keys]
  float *const distances_;   // [queries + keys]
  float *const edge_;        // [rows, a panel's outputs]
  int64_t asked_count_ = 0;  // of queries, keys and values of the next head, token after token
};

void attend_head(const AttentionTask &task) { Head(task).compute(); }

}  // namespace
}  // namespace virnucpro::cpu
