// The kernels of src/vector_kernels.h, each that this processor has, against sums in double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "kernels.h"

namespace virnucpro::cpu {
namespace {

struct Product {
  const char *name;
  Finish finish;
  int64_t rows, inputs, outputs;  // inputs: words
  bool has_bias;
};

// Where rows, inputs and outputs are no multiple of what a kernel takes at a time, or more than
// that.
const Product cases[] = {
    {"OneRow", Finish::none, 1, 64, 64, true},
    {"FewRows", Finish::none, 7, 33, 48, false},
    {"OddInputs", Finish::none, 24, 37, 96, true},
    {"NarrowPanel", Finish::none, 9, 80, 64, true},
    {"TwoVectorsMore", Finish::none, 21, 48, 128, true},
    {"TwoBlocks", Finish::none, 11, 769, 48, false},
    {"ThreeBlocks", Finish::none, 13, 1000, 80, true},
    {"FiveBlocks", Finish::add, 17, 1601, 112, true},
    {"WholeTile", Finish::none, 192, 400, 144, true},
    {"SeveralTiles", Finish::add, 411, 650, 64, true},
    {"Gelu", Finish::gelu, 30, 100, 112, true},
    {"GeluWithoutBias", Finish::gelu, 8, 1100, 64, false},
    {"Add", Finish::add, 29, 70, 160, true},
    {"Gated", Finish::gated, 35, 96, 112, false},
    {"GatedTwoBlocks", Finish::gated, 20, 700, 64, false},
    {"GatedManyBlocks", Finish::gated, 10, 2000, 96, false},
};

std::vector<float> uniform(int64_t count, float bound, unsigned seed) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> distribution(-bound, bound);
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float &value : values) value = distribution(generator);
  return values;
}

class GemmTest : public testing::TestWithParam<Product> {
 protected:
  GemmTest()
      : product_(GetParam()),
        layer_count_(product_.finish == Finish::gated ? 2 : 1),
        x_(uniform(2 * product_.rows * product_.inputs, 2, 1)),
        weights_(uniform(2 * layer_count_ * product_.outputs * product_.inputs, 0.2F, 2)),
        bias_(uniform(product_.outputs, 1, 3)),
        operand_(uniform(product_.rows * product_.outputs, 3, 4)) {}

  // In tiles of `tile` rows and groups of `group` panels.
  std::vector<float> multiply(const ProductKernel &kernel, int64_t tile, int64_t group) const {
    PackedMatrix matrix{nullptr, product_.inputs, product_.outputs,
                        block_inputs_of(kernel, product_.inputs)};
    const auto packed =
        aligned(words_size(layer_count_, product_.inputs, product_.outputs, kernel.panel));
    const std::vector<float> words = words_of(weights_, kernel);
    const float *layers[] = {
        words.data(), words.data() + (layer_count_ - 1) * product_.outputs * product_.inputs};
    const int64_t panel_count = (product_.outputs + kernel.panel - 1) / kernel.panel;
    for (int64_t panel = 0; panel < panel_count; ++panel) {
      pack_panel(kernel.panel, matrix, layers, layer_count_, panel, packed.get());
    }
    matrix.words = packed.get();

    const int64_t scratch_count = scratch_size(kernel, product_.finish, matrix);
    const auto scratch = aligned(scratch_count);
    // What was there before must not show.
    std::fill_n(scratch.get(), scratch_count, NAN);
    const Rows x(product_.rows, kernel.word_inputs * product_.inputs, x_);
    const Rows y(product_.rows, product_.outputs);
    const Rows operand(product_.rows, product_.outputs, operand_);
    tile = std::min(tile, rows_of_tile(kernel, product_.finish, matrix));
    for (int64_t row = 0; row < product_.rows; row += tile) {
      for (int64_t panel = 0; panel < panel_count; panel += group) {
        GemmTask task{};
        task.weights = matrix;
        task.finish = product_.finish;
        task.x = x[row];
        task.bias = product_.has_bias ? bias_.data() : nullptr;
        task.operand = product_.finish == Finish::add ? operand[row] : nullptr;
        task.y = y[row];
        task.row_count = std::min(tile, product_.rows - row);
        task.next_x = x[row + task.row_count];
        task.next_row_count = std::min(tile, product_.rows - row - task.row_count);
        task.first_panel = panel;
        task.last_panel = std::min(panel + group, panel_count);
        task.scratch = scratch.get();
        kernel.multiply(task);
      }
    }
    return y.numbers(product_.rows);
  }

  double sum(int64_t word_inputs, int64_t row, int64_t output, int64_t layer) const {
    double result = product_.has_bias ? bias_[static_cast<std::size_t>(output)] : 0;
    const int64_t inputs = word_inputs * product_.inputs;
    const float *x = x_.data() + row * inputs;
    const float *weights = weights_.data() + (layer * product_.outputs + output) * inputs;
    for (int64_t i = 0; i < inputs; ++i) {
      result += word_inputs == 1
                    ? static_cast<double>(x[i]) * weights[i]
                    : static_cast<double>(rounded_to_bf16(x[i])) * rounded_to_bf16(weights[i]);
    }
    return result;
  }

  double truth(int64_t word_inputs, int64_t row, int64_t output) const {
    const auto gelu = [](double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); };
    const double y = sum(word_inputs, row, output, 0);
    switch (product_.finish) {
      case Finish::gelu: return gelu(y);
      case Finish::gated: return gelu(y) * sum(word_inputs, row, output, 1);
      case Finish::add:
        return y + operand_[static_cast<std::size_t>(row * product_.outputs + output)];
      default: return y;
    }
  }

  Product product_;
  int64_t layer_count_;
  std::vector<float> x_, weights_, bias_, operand_;
};

TEST_P(GemmTest, AgreesWithSumsInDouble) {
  for (const ProductKernel *kernel : products()) {
    const std::vector<float> y = multiply(*kernel, 1000, 1000);
    double largest = 0, difference = 0;
    for (int64_t row = 0; row < product_.rows; ++row) {
      for (int64_t output = 0; output < product_.outputs; ++output) {
        const double expected = truth(kernel->word_inputs, row, output);
        const float actual = y[static_cast<std::size_t>(row * product_.outputs + output)];
        ASSERT_TRUE(std::isfinite(actual)) << row << ", " << output;
        largest = std::max(largest, std::abs(expected));
        difference = std::max(difference, std::abs(actual - expected));
      }
    }
    // Measured: 7.4e-7 at most.
    EXPECT_LE(difference, 8e-7 * largest) << kernel->panel << " outputs a panel";
  }
}

TEST_P(GemmTest, HasTheSameBitsHoweverItIsCut) {
  for (const ProductKernel *kernel : products()) {
    // In FP32 whatever the kernel is.
    const ProductKernel &other = kernel->word_inputs == 1 ? kernels().front()->products : *kernel;
    const std::vector<float> expected = multiply(other, 1000, 1000);
    for (const int64_t tile : {1000, 40, 8}) {
      for (const int64_t group : {1, 2, 1000}) {
        EXPECT_EQ(expected, multiply(*kernel, tile, group))
            << tile << " rows, " << group << " of panels with " << kernel->panel << " outputs";
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Products, GemmTest, testing::ValuesIn(cases),
                         [](const testing::TestParamInfo<Product> &test) {
                           return test.param.name;
                         });

}  // namespace
}  // namespace virnucpro::cpu
