// The LayerNorm of src/vector_kernels.h, by each kernel that this processor has, against sums in
// double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "kernels.h"

namespace virnucpro::cpu {
namespace {

constexpr int64_t row_count = 5;
constexpr float epsilon = 1e-5F;

class NormTest : public testing::TestWithParam<int64_t> {
 protected:
  NormTest()
      : width_(GetParam()),
        x_(numbers(row_count * width_, 3, 4)),
        weight_(numbers(width_, 1, 2)),
        bias_(numbers(width_, 0, 1)) {
    // A row whose numbers are all the same has no variance.
    std::fill_n(x_.end() - width_, width_, 2.5F);
  }

  std::vector<float> numbers(int64_t count, float mean, float bound) {
    std::uniform_real_distribution<float> distribution(mean - bound, mean + bound);
    std::vector<float> result(static_cast<std::size_t>(count));
    for (float &value : result) value = distribution(generator_);
    return result;
  }

  std::vector<float> normalize(const CpuKernel &kernel) const {
    const Rows x(row_count, width_, x_), y(row_count, width_);
    kernel.normalize({x[0], y[0], weight_.data(), bias_.data(), row_count, width_, epsilon});
    return y.numbers(row_count);
  }

  std::vector<double> expected() const {
    std::vector<double> result;
    const auto width = static_cast<std::size_t>(width_);
    for (std::size_t row = 0; row < row_count; ++row) {
      const float *x = x_.data() + row * width;
      double mean = 0, squares = 0;
      for (std::size_t i = 0; i < width; ++i) mean += x[i];
      mean /= static_cast<double>(width_);
      for (std::size_t i = 0; i < width; ++i) squares += (x[i] - mean) * (x[i] - mean);
      const double scale = 1 / std::sqrt(squares / static_cast<double>(width_) + epsilon);
      for (std::size_t i = 0; i < width; ++i) {
        result.push_back((x[i] - mean) * scale * weight_[i] + bias_[i]);
      }
    }
    return result;
  }

  std::mt19937 generator_{7};
  const int64_t width_;
  std::vector<float> x_, weight_, bias_;
};

TEST_P(NormTest, AgreesWithSumsInDouble) {
  for (const CpuKernel *kernel : kernels()) {
    const std::vector<float> y = normalize(*kernel);
    const std::vector<double> z = expected();
    double largest = 0;
    for (std::size_t i = 0; i < y.size(); ++i) largest = std::max(largest, std::abs(y[i] - z[i]));
    // The largest of all widths was 1.02e-6, of results within 6.
    EXPECT_LE(largest, 1.1e-6);
  }
}

TEST_P(NormTest, HasTheSameBitsInEachKernelAndInPlace) {
  for (const CpuKernel *kernel : kernels()) {
    EXPECT_EQ(normalize(*kernel), normalize(*kernels().front()));
    const Rows x(row_count, width_, x_);
    kernel->normalize({x[0], x[0], weight_.data(), bias_.data(), row_count, width_, epsilon});
    EXPECT_EQ(x.numbers(row_count), normalize(*kernel));
  }
}

// Sums are taken of 64 numbers side by side: less than that, a part more, and whole multiples.
INSTANTIATE_TEST_SUITE_P(Widths, NormTest,
                         testing::Values<int64_t>(16, 48, 64, 80, 112, 320, 768, 1280, 2560),
                         testing::PrintToStringParamName());

}  // namespace
}  // namespace virnucpro::cpu
