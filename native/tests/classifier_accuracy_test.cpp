#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "comparison.h"
#include "random_model.h"
#include "reference_model.h"
#include "session.h"

namespace {

// DESIGN's bar for scores. Measured here: 2.1e-7 at most.
constexpr double accuracy = 5e-6;

struct Size {
  int inputs, hidden, rows;
};

class ClassifierAccuracyTest : public testing::TestWithParam<Size> {};

TEST_P(ClassifierAccuracyTest, ProbabilitiesMatchTheReference) {
  const auto [inputs, hidden, rows] = GetParam();
  const auto runtime = session::open_runtime();
  const auto weights = random_model::classifier(inputs, hidden, 40);
  const auto classifier = random_model::load_classifier(runtime.get(), weights);
  const auto features = random_model::features(inputs * rows, 41);

  std::vector<float> probabilities(static_cast<std::size_t>(rows) * 2, std::nanf(""));
  ASSERT_EQ(VNP_STATUS_OK,
            vnp_classifier_score(classifier.get(), features.data(), rows, probabilities.data(),
                                 static_cast<int64_t>(probabilities.size())))
      << session::last_message();

  std::vector<double> truth;
  for (int row = 0; row < rows; ++row) {
    const auto begin = features.begin() + row * inputs;
    const auto pair =
        reference::classifier_probabilities(weights, std::vector<double>(begin, begin + inputs));
    truth.insert(truth.end(), pair.begin(), pair.end());
  }
  EXPECT_LE(comparison::largest_difference(probabilities, truth), accuracy);
}

INSTANTIATE_TEST_SUITE_P(Sizes, ClassifierAccuracyTest,
                         testing::Values(Size{128, 32, 7}, Size{128, 32, 1}, Size{3328, 512, 33},
                                         Size{1, 1, 5}));

TEST(ClassifierTest, ProbabilitiesStayFiniteForFarFeatures) {
  const auto runtime = session::open_runtime();
  const auto classifier =
      random_model::load_classifier(runtime.get(), random_model::classifier(4, 8, 42));
  const std::vector<float> features{1e6F, -1e6F, 1e6F, 1e6F};
  std::vector<float> probabilities(2);

  ASSERT_EQ(VNP_STATUS_OK,
            vnp_classifier_score(classifier.get(), features.data(), 1, probabilities.data(), 2));
  EXPECT_TRUE(std::isfinite(probabilities[0]) && std::isfinite(probabilities[1]));
  EXPECT_NEAR(1.0, static_cast<double>(probabilities[0] + probabilities[1]), 1e-6);
}

}  // namespace
