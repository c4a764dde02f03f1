// The GELU of src/vector_kernels.h, by each kernel that this processor has, against erf in double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels.h"

namespace virnucpro::cpu {
namespace {

// gelu(x): what comes out of a product whose weights are all zero, with x as its bias.
std::vector<float> gelu_of(const ProductKernel &kernel, std::vector<float> x) {
  const std::size_t count = x.size();
  x.resize(static_cast<std::size_t>(round_up(static_cast<int64_t>(count), kernel.step)));
  const auto outputs = static_cast<int64_t>(x.size());
  const int64_t inputs = input_step;
  const auto weights = aligned(words_size(1, inputs, outputs, kernel.panel));
  std::fill_n(weights.get(), words_size(1, inputs, outputs, kernel.panel), 0.0F);
  const PackedMatrix matrix{weights.get(), inputs, outputs, inputs};
  const auto scratch = aligned(scratch_size(kernel, Finish::gelu, matrix));
  const int64_t width = kernel.word_inputs * inputs;
  const Rows zeros(1, width, std::vector<float>(static_cast<std::size_t>(width)));
  const Rows y(1, outputs);
  for (int64_t row = 1; row < row_step; ++row) std::fill_n(zeros[row], distance_of(width), 0.0F);

  GemmTask task{};
  task.weights = matrix;
  task.finish = Finish::gelu;
  task.x = task.next_x = zeros[0];
  task.bias = x.data();
  task.y = y[0];
  task.row_count = 1;
  task.last_panel = (outputs + kernel.panel - 1) / kernel.panel;
  task.scratch = scratch.get();
  kernel.multiply(task);
  std::vector<float> result = y.numbers(1);
  result.resize(count);
  return result;
}

TEST(GeluTest, AgreesWithErfInDouble) {
  std::vector<float> x;
  for (int i = -15000; i <= 15000; ++i) x.push_back(static_cast<float>(i) / 1000);
  for (const ProductKernel *kernel : products()) {
    const std::vector<float> y = gelu_of(*kernel, x);
    double difference = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double value = x[i];
      const double expected = 0.5 * value * std::erfc(-value / std::sqrt(2.0));
      // A number as large as the result can't be more exact than its own last bit.
      const double last_bit = std::abs(std::nextafter(y[i], INFINITY) - y[i]);
      difference = std::max(difference, std::abs(y[i] - expected) - last_bit / 2);
    }
    // Measured: 7.2e-8.
    EXPECT_LE(difference, 8e-8) << kernel->panel << " outputs a panel";
  }
}

TEST(GeluTest, TakesWhatIsNoUsualNumber) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float largest = std::numeric_limits<float>::max();
  for (const ProductKernel *kernel : products()) {
    const std::vector<float> y = gelu_of(*kernel, {infinity, -infinity, largest, -largest, 0, NAN});
    EXPECT_EQ(y[0], infinity);
    EXPECT_NEAR(y[1], 0, 1e-20);
    EXPECT_EQ(y[2], largest);
    EXPECT_NEAR(y[3], 0, 1e-20);
    EXPECT_EQ(y[4], 0);
    EXPECT_TRUE(std::isnan(y[5]));
  }
}

}  // namespace
}  // namespace virnucpro::cpu
