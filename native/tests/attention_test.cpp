// The attention of src/vector_kernels.h, by each kernel that this processor has, against sums in
// double.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "kernels.h"

namespace virnucpro::cpu {
namespace {

struct Shape {
  const char *name;
  int64_t tokens, length, heads, head_size;
  bool has_slopes, has_angles;
};

// Where tokens and heads are no multiple of what a kernel takes at a time, or more than that.
const Shape shapes[] = {
    {"OneToken", 1, 1, 1, 16, false, false},
    {"FewTokens", 7, 7, 3, 16, true, true},
    {"OddTokens", 17, 17, 2, 64, false, true},
    {"DnabertS", 107, 107, 3, 64, true, false},
    {"Esm2", 168, 168, 2, 64, false, true},
    {"Padding", 40, 23, 2, 32, true, true},
    {"MuchPadding", 100, 1, 1, 64, false, false},
    {"WidePanelOfKeys", 48, 48, 1, 48, true, false},
    {"ThreePanelsOfValues", 33, 33, 2, 80, false, true},
    {"TwoBlocks", 500, 490, 1, 32, true, false},
    {"ThreeBlocks", 800, 800, 1, 16, false, false},
};

class AttentionTest : public testing::TestWithParam<Shape> {
 protected:
  AttentionTest() : shape_(GetParam()) {
    std::mt19937 generator(5);
    std::uniform_real_distribution<float> distribution(-3, 3);
    qkv_.resize(static_cast<std::size_t>(shape_.tokens * 3 * width()));
    for (float &value : qkv_) value = distribution(generator);
    for (int64_t i = 0; i < shape_.tokens * shape_.head_size / 2; ++i) {
      const float angle = distribution(generator);
      angles_.push_back(std::cos(angle));
      angles_.push_back(std::sin(angle));
    }
  }

  int64_t width() const { return shape_.heads * shape_.head_size; }

  float scale() const {
    return static_cast<float>(1 / std::sqrt(static_cast<double>(shape_.head_size)));
  }

  float slope(int64_t head) const {
    return shape_.has_slopes ? 0.3F / static_cast<float>(1 + head) : 0;
  }

  // The first `tokens` of the sequence.
  std::vector<float> attend(const CpuKernel &kernel, int64_t tokens) const {
    const int64_t count = attention_scratch_size(tokens, shape_.head_size, kernel.products.panel);
    const auto scratch = aligned(count);
    // What was there before must not show.
    std::fill_n(scratch.get(), count, NAN);
    const Rows qkv(tokens, 3 * width(), qkv_), result(tokens, width());
    for (int64_t head = 0; head < shape_.heads; ++head) {
      AttentionTask task{};
      task.qkv = qkv[0] + head * 3 * shape_.head_size;
      task.next_qkv = qkv[0] + (head + 1) % shape_.heads * 3 * shape_.head_size;
      task.result = result[0] + head * shape_.head_size;
      task.query_count = tokens;
      task.key_count = shape_.length;
      task.head_count = shape_.heads;
      task.head_size = shape_.head_size;
      task.scale = scale();
      task.slope = slope(head);
      task.angles = shape_.has_angles ? angles_.data() : nullptr;
      task.scratch = scratch.get();
      kernel.attend(task);
    }
    return result.numbers(tokens);
  }

  const float *vector(int64_t token, int64_t part, int64_t head) const {
    return qkv_.data() + ((token * shape_.heads + head) * 3 + part) * shape_.head_size;
  }

  // A query or key, turned.
  std::vector<double> turned(int64_t token, int64_t part, int64_t head) const {
    const float *given = vector(token, part, head);
    std::vector<double> result(given, given + shape_.head_size);
    const float *angles = angles_.data() + token * shape_.head_size;
    for (std::size_t i = 0; shape_.has_angles && i < result.size(); i += 2) {
      const double a = result[i], b = result[i + 1], cosine = angles[i], sine = angles[i + 1];
      result[i] = a * cosine - b * sine;
      result[i + 1] = b * cosine + a * sine;
    }
    return result;
  }

  std::vector<double> truth(int64_t query, int64_t head) const {
    std::vector<double> weights, result(static_cast<std::size_t>(shape_.head_size));
    double sum = 0;
    const std::vector<double> q = turned(query, 0, head);
    for (int64_t key = 0; key < shape_.length; ++key) {
      const std::vector<double> k = turned(key, 1, head);
      double score = 0;
      for (std::size_t i = 0; i < q.size(); ++i) score += q[i] * k[i];
      score = score * scale() - slope(head) * static_cast<double>(std::abs(query - key));
      weights.push_back(std::exp(score));
      sum += weights.back();
    }
    for (int64_t key = 0; key < shape_.length; ++key) {
      for (int64_t i = 0; i < shape_.head_size; ++i) {
        result[static_cast<std::size_t>(i)] +=
            weights[static_cast<std::size_t>(key)] / sum * vector(key, 2, head)[i];
      }
    }
    return result;
  }

  Shape shape_;
  std::vector<float> qkv_, angles_;
};

TEST_P(AttentionTest, AgreesWithSumsInDouble) {
  for (const CpuKernel *kernel : kernels()) {
    const std::vector<float> result = attend(*kernel, shape_.tokens);
    double difference = 0;
    for (int64_t query = 0; query < shape_.tokens; ++query) {
      for (int64_t head = 0; head < shape_.heads; ++head) {
        const std::vector<double> expected = truth(query, head);
        for (int64_t i = 0; i < shape_.head_size; ++i) {
          const float actual =
              result[static_cast<std::size_t>(query * width() + head * shape_.head_size + i)];
          ASSERT_TRUE(std::isfinite(actual)) << query << ", " << head << ", " << i;
          difference =
              std::max(difference, std::abs(actual - expected[static_cast<std::size_t>(i)]));
        }
      }
    }
    // Measured: 5.1e-6 at most, of values within 3.
    EXPECT_LE(difference, 5.5e-6) << kernel->products.panel << " keys a panel";
  }
}

TEST_P(AttentionTest, HasTheSameBitsInEachKernelAndWithoutThePadding) {
  std::vector<float> expected;
  for (const CpuKernel *kernel : kernels()) {
    if (expected.empty()) expected = attend(*kernel, shape_.tokens);
    EXPECT_EQ(expected, attend(*kernel, shape_.tokens))
        << kernel->products.panel << " keys a panel";
    const std::vector<float> alone = attend(*kernel, shape_.length);
    EXPECT_TRUE(std::equal(alone.begin(), alone.end(), expected.begin()))
        << kernel->products.panel << " keys a panel, without padding";
  }
}

// Weights that are no numbers must not end as an embedding that looks like one.
TEST_P(AttentionTest, KeepsWhatIsNoNumber) {
  const int64_t query = shape_.tokens / 2, width = this->width();
  qkv_[static_cast<std::size_t>(query * 3 * width)] = NAN;
  for (const CpuKernel *kernel : kernels()) {
    const std::vector<float> result = attend(*kernel, shape_.tokens);
    for (int64_t i = 0; i < shape_.head_size; ++i) {
      EXPECT_TRUE(std::isnan(result[static_cast<std::size_t>(query * width + i)])) << i;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, AttentionTest, testing::ValuesIn(shapes),
                         [](const testing::TestParamInfo<Shape> &test) { return test.param.name; });

}  // namespace
}  // namespace virnucpro::cpu
