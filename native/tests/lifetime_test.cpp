#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "random_model.h"
#include "session.h"

namespace {

constexpr reference::Shape shape{1, 16, 2, 8, 33, true, 1e-5};

TEST(LifetimeTest, NullMayBeFreed) {
  vnp_runtime_free(nullptr);
  vnp_encoder_free(nullptr);
  vnp_classifier_free(nullptr);

  EXPECT_EQ(VNP_ABI_VERSION, vnp_abi_version());
}

TEST(LifetimeTest, HandlesMayBeFreedInAnyOrder) {
  std::vector<int> order{0, 1, 2};
  do {
    session::RuntimePtr runtime = session::open_runtime();
    session::EncoderPtr encoder = random_model::load(runtime.get(), VNP_ARCHITECTURE_ESM2, shape,
                                                     random_model::esm2(shape, 70));
    session::ClassifierPtr classifier =
        random_model::load_classifier(runtime.get(), random_model::classifier(6, 4, 71));
    for (int handle : order) {
      if (handle == 0) runtime.reset();
      if (handle == 1) encoder.reset();
      if (handle == 2) classifier.reset();
      // What is left still works.
      if (encoder) random_model::embed(encoder.get(), 16, {random_model::protein(5, 72)});
      if (classifier) {
        const auto features = random_model::features(6, 73);
        std::vector<float> probabilities(2);
        EXPECT_EQ(VNP_STATUS_OK, vnp_classifier_score(classifier.get(), features.data(), 1,
                                                      probabilities.data(), 2));
      }
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(LifetimeTest, ARuntimeMayBeOpenedAgainAfterTheLastWasFreed) {
  for (int round = 0; round < 3; ++round) {
    const auto first = session::open_runtime(), second = session::open_runtime();

    EXPECT_EQ(2, session::info(second.get()).libtorch_major);
  }
}

TEST(LifetimeTest, AnEncoderMayBeFreedBeforeItIsComplete) {
  const auto runtime = session::open_runtime();
  const auto config = random_model::config(VNP_ARCHITECTURE_DNABERT_S, shape);
  vnp_encoder *encoder = nullptr;
  ASSERT_EQ(VNP_STATUS_OK, vnp_encoder_create(runtime.get(), &config, VNP_DEVICE_KIND_CPU, 0,
                                              VNP_PRECISION_BF16, &encoder));
  const session::EncoderPtr owner(encoder);

  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, vnp_encoder_seal(encoder));
}

}  // namespace
