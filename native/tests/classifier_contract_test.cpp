#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "random_model.h"
#include "session.h"

namespace {

constexpr int input_width = 6;
constexpr int hidden_width = 4;

bool message_names(const std::string &part) {
  return session::last_message().find(part) != std::string::npos;
}

class ClassifierContractTest : public testing::Test {
 protected:
  session::ClassifierPtr create() {
    vnp_classifier *classifier = nullptr;
    EXPECT_EQ(VNP_STATUS_OK, vnp_classifier_create(runtime_.get(), input_width, hidden_width,
                                                   VNP_DEVICE_KIND_CPU, 0, &classifier))
        << session::last_message();
    return session::ClassifierPtr(classifier);
  }

  session::RuntimePtr runtime_ = session::open_runtime();
  reference::Weights weights_ = random_model::classifier(input_width, hidden_width, 60);
  std::vector<float> features_ = random_model::features(2 * input_width, 61);
  std::vector<float> probabilities_ = std::vector<float>(6, -77.0F);
};

TEST_F(ClassifierContractTest, CreateRefusesWhatIsOutOfRange) {
  vnp_classifier *classifier = nullptr;
  const auto create_with = [&](vnp_runtime *runtime, int32_t inputs, int32_t hidden, int kind,
                               vnp_classifier **target) {
    return vnp_classifier_create(runtime, inputs, hidden, static_cast<vnp_device_kind>(kind), 0,
                                 target);
  };

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, create_with(nullptr, 4, 2, 0, &classifier));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, create_with(runtime_.get(), 4, 2, 0, nullptr));
  for (int32_t width : {0, -1, std::numeric_limits<int32_t>::min()}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, create_with(runtime_.get(), width, 2, 0, &classifier));
    EXPECT_TRUE(message_names("input_width")) << session::last_message();
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, create_with(runtime_.get(), 4, width, 0, &classifier));
    EXPECT_TRUE(message_names("hidden_width")) << session::last_message();
  }
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, create_with(runtime_.get(), 4, 2, 99, &classifier));
  EXPECT_EQ(nullptr, classifier);
}

TEST_F(ClassifierContractTest, PutRefusesWhatDoesNotFit) {
  const auto classifier = create();
  const int64_t size[] = {hidden_width};
  const std::vector<float> data(8);
  const auto put = [&](vnp_classifier *target, const char *name, const int64_t *sizes,
                       int32_t dimensions, const void *bytes, int64_t count) {
    return vnp_classifier_tensor_put(target, name, VNP_ELEMENT_TYPE_F32, sizes, dimensions, bytes,
                                     count);
  };

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(nullptr, "bn1.bias", size, 1, data.data(), 16));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(classifier.get(), nullptr, size, 1, data.data(), 16));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            put(classifier.get(), "bn1.bias", nullptr, 1, data.data(), 16));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(classifier.get(), "bn1.bias", size, 1, nullptr, 16));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            put(classifier.get(), "bn1.bias", size, 1, data.data(), 15));

  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH,
            put(classifier.get(), "bn2.bias", size, 1, data.data(), 16));
  EXPECT_TRUE(message_names("bn2.bias")) << session::last_message();
  const int64_t other[] = {8};
  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH,
            put(classifier.get(), "bn1.bias", other, 1, data.data(), 32));
  EXPECT_TRUE(message_names("[8]") && message_names("[4]")) << session::last_message();
}

TEST_F(ClassifierContractTest, SealNamesEachTensorThatIsMissing) {
  for (const auto &[missing, tensor] : weights_) {
    auto partial = weights_;
    partial.erase(missing);
    const auto classifier = create();
    random_model::put(classifier.get(), partial);

    EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, vnp_classifier_seal(classifier.get()));
    EXPECT_TRUE(message_names(missing)) << session::last_message();
  }
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_classifier_seal(nullptr));
}

TEST_F(ClassifierContractTest, ScoreBeforeSealIsRefused) {
  const auto classifier = create();
  random_model::put(classifier.get(), weights_);

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_classifier_score(classifier.get(), features_.data(), 2, probabilities_.data(), 4));
  EXPECT_TRUE(message_names("seal")) << session::last_message();
}

TEST_F(ClassifierContractTest, ScoreRefusesWhatIsOutOfRangeAndWritesNothing) {
  const auto classifier = random_model::load_classifier(runtime_.get(), weights_);
  const auto score = [&](vnp_classifier *handle, const float *features, int32_t rows, float *target,
                         int64_t capacity) {
    return vnp_classifier_score(handle, features, rows, target, capacity);
  };
  const float *features = features_.data();
  float *target = probabilities_.data();

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, score(nullptr, features, 2, target, 6));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, score(classifier.get(), nullptr, 2, target, 6));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, score(classifier.get(), features, 2, nullptr, 6));
  for (int32_t rows : {0, -1, std::numeric_limits<int32_t>::min()}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, score(classifier.get(), features, rows, target, 6));
    EXPECT_TRUE(message_names("row_count")) << session::last_message();
  }
  for (int64_t capacity : {int64_t{-1}, int64_t{0}, int64_t{3}}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, score(classifier.get(), features, 2, target, capacity));
  }
  EXPECT_EQ(std::vector<float>(6, -77.0F), probabilities_);

  EXPECT_EQ(VNP_STATUS_OK, score(classifier.get(), features, 2, target, 4));
  EXPECT_FLOAT_EQ(1.0F, probabilities_[0] + probabilities_[1]);
  EXPECT_EQ(2, std::count(probabilities_.begin(), probabilities_.end(), -77.0F));
}

TEST_F(ClassifierContractTest, WeightsOfAnyElementTypeAreTaken) {
  for (auto &[name, tensor] : weights_) {
    for (double &value : tensor.values) value = name == "bn1.running_var" ? 0.75 : 0.125;
  }
  std::vector<float> expected;
  for (vnp_element_type type :
       {VNP_ELEMENT_TYPE_F32, VNP_ELEMENT_TYPE_F16, VNP_ELEMENT_TYPE_BF16, VNP_ELEMENT_TYPE_F64}) {
    const auto classifier = create();
    random_model::put(classifier.get(), weights_, type);
    ASSERT_EQ(VNP_STATUS_OK, vnp_classifier_seal(classifier.get()));
    std::vector<float> given(4);
    ASSERT_EQ(VNP_STATUS_OK,
              vnp_classifier_score(classifier.get(), features_.data(), 2, given.data(), 4));
    if (expected.empty()) expected = given;
    EXPECT_EQ(expected, given) << "type " << type;
  }
}

}  // namespace
