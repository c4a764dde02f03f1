#include "packed_weights.h"

#include <algorithm>
#include <array>
#include <utility>

#include "rows.h"
#include "workers.h"

namespace virnucpro::cpu {
namespace {

// For weights of a type; null where there is none.
const ProductKernel *products_of(int32_t dtype) {
  if (dtype == torch().aoti_torch_dtype_bfloat16()) return find_bf16_products();
  return find_cpu_kernel() != nullptr ? &find_cpu_kernel()->products : nullptr;
}

// A product as tiles of rows, each cut into groups of panels, that threads take in turns.
struct Schedule {
  int64_t tile_count, group_count;
};

// What the thread with the most to do has least of: with as few tiles as there can be, or with as
// many for each thread. A task costs the way of its rows to the cache beside its panels, about as
// much as one panel.
Schedule schedule(int64_t row_count, int64_t longest_tile, int64_t panel_count,
                  int64_t worker_count) {
  const int64_t fewest_tiles = (row_count + longest_tile - 1) / longest_tile;
  const int64_t even_tiles =
      std::min(round_up(fewest_tiles, worker_count), (row_count + row_step - 1) / row_step);
  Schedule best{};
  int64_t least = INT64_MAX;
  for (const int64_t tiles : {fewest_tiles, even_tiles}) {
    const int64_t rows = round_up((row_count + tiles - 1) / tiles, row_step);
    for (int64_t groups = 1; groups <= std::min(panel_count, worker_count); ++groups) {
      const int64_t tasks = (tiles * groups + worker_count - 1) / worker_count;
      const int64_t cost = tasks * rows * ((panel_count + groups - 1) / groups + 1);
      if (cost < least) {
        least = cost;
        best = {tiles, groups};
      }
    }
  }
  return best;
}

}  // namespace

bool PackedWeights::serve(const Tensor &weight) {
  const ProductKernel *const kernel = products_of(weight.dtype());
  const Shape shape = weight.shape();
  return kernel != nullptr && shape[0] % kernel->step == 0 && shape[1] % kernel->word_inputs == 0;
}

PackedWeights::PackedWeights(const Tensor &weight)
    : PackedWeights(std::array<const Tensor *, 1>{&weight}.data(), 1) {}

PackedWeights::PackedWeights(const Tensor &gate, const Tensor &value)
    : PackedWeights(std::array<const Tensor *, 2>{&gate, &value}.data(), 2) {}

PackedWeights::PackedWeights(const Tensor *const *layers, int64_t layer_count)
    : kernel_(*products_of(layers[0]->dtype())) {
  const Shape shape = layers[0]->shape();
  const int64_t inputs = shape[1] / kernel_.word_inputs;
  matrix_ = {nullptr, inputs, shape[0], block_inputs_of(kernel_, inputs)};
  words_ = empty_weight({words_size(layer_count, inputs, matrix_.outputs, kernel_.panel)},
                        torch().aoti_torch_dtype_float32(), cpu_device());
  auto *const words = static_cast<float *>(words_.data());
  const float *sources[2] = {};
  for (int64_t layer = 0; layer < layer_count; ++layer) {
    sources[layer] = static_cast<const float *>(layers[layer]->data());
  }
  run(panel_count(), [&](int64_t panel) {
    pack_panel(kernel_.panel, matrix_, sources, layer_count, panel, words);
  });
  matrix_.words = words;
}

Tensor PackedWeights::multiply(const Tensor &given, const Tensor &bias, Finish finish,
                               const Tensor &operand, const RowNorm *norm) const {
  const Tensor x = in_rows(given), term_rows = operand ? in_rows(operand) : Tensor();
  Shape shape = x.shape();
  shape.back() = matrix_.outputs;
  int64_t row_count = 1;
  for (std::size_t i = 0; i + 1 < shape.size(); ++i) row_count *= shape[i];
  Tensor y = empty_rows(shape);

  const int64_t worker_count = count_workers(), panel_count = this->panel_count();
  const Schedule plan =
      schedule(row_count, rows_of_tile(kernel_, finish, matrix_), panel_count, worker_count);
  const int64_t scratch_elements = round_up(scratch_size(kernel_, finish, matrix_), input_step);
  const Tensor scratch =
      empty({worker_count, scratch_elements}, torch().aoti_torch_dtype_float32(), cpu_device());
  GemmTask whole{};
  whole.weights = matrix_;
  whole.finish = finish;
  whole.bias = bias ? static_cast<const float *>(bias.data()) : nullptr;
  const auto *const rows = static_cast<const float *>(x.data());
  const int64_t x_distance = distance_of(x.shape().back());
  const int64_t y_distance = distance_of(matrix_.outputs);
  const auto *const terms = operand ? static_cast<const float *>(term_rows.data()) : nullptr;
  auto *const results = static_cast<float *>(y.data());
  auto *const scratches = static_cast<float *>(scratch.data());
  const auto normalize = [&](int64_t row, int64_t count) {
    const auto *const target = norm->result != nullptr ? norm->result : &y;
    find_cpu_kernel()->normalize({results + row * y_distance,
                                  static_cast<float *>(target->data()) + row * y_distance,
                                  static_cast<const float *>(norm->weight.data()),
                                  static_cast<const float *>(norm->bias.data()), count,
                                  matrix_.outputs, static_cast<float>(norm->epsilon)});
  };
  const int64_t rows_per_tile =
      round_up((row_count + plan.tile_count - 1) / plan.tile_count, row_step);
  const int64_t panels_per_group = (panel_count + plan.group_count - 1) / plan.group_count;
  // First row of a task, and how many it has.
  const auto rows_of_task = [&](int64_t number) {
    const int64_t row = std::min(number / plan.group_count * rows_per_tile, row_count);
    return std::pair(row, std::min(rows_per_tile, row_count - row));
  };
  run(worker_count, [&](int64_t worker) {
    for (int64_t number = worker; number < plan.tile_count * plan.group_count;
         number += worker_count) {
      const auto [row, count] = rows_of_task(number);
      const auto [next_row, next_count] = rows_of_task(number + worker_count);
      GemmTask task = whole;
      task.row_count = count;
      task.next_row_count = next_count;
      task.first_panel = number % plan.group_count * panels_per_group;
      task.last_panel = std::min(task.first_panel + panels_per_group, panel_count);
      if (count == 0 || task.first_panel >= task.last_panel) continue;
      task.x = rows + row * x_distance;
      task.next_x = rows + next_row * x_distance;
      task.y = results + row * y_distance;
      if (terms != nullptr) task.operand = terms + row * y_distance;
      task.scratch = scratches + worker * scratch_elements;
      kernel_.multiply(task);
      if (norm != nullptr && plan.group_count == 1) normalize(row, count);
    }
  });
  if (norm != nullptr && plan.group_count > 1) {
    run(worker_count, [&](int64_t worker) {
      const int64_t first = worker * row_count / worker_count;
      normalize(first, (worker + 1) * row_count / worker_count - first);
    });
  }
  return y;
}

}  // namespace virnucpro::cpu
