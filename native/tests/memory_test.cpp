#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "memory_limit.h"
#include "random_model.h"
#include "session.h"

namespace {

// What a test leaves to the shim; each asks for many times as much.
constexpr int64_t headroom_bytes = int64_t{1} << 30;

constexpr int width = 2048;
// Hidden states of a row of so many tokens take 8 GiB.
constexpr int many_rows = 2;
constexpr int many_columns = 1 << 20;

constexpr reference::Shape wide{1, width, 16, 4, 33, true, 1e-5};

class MemoryTest : public testing::TestWithParam<vnp_architecture> {
 protected:
  static reference::Weights weights() {
    return GetParam() == VNP_ARCHITECTURE_ESM2 ? random_model::esm2(wide, 80)
                                               : random_model::dnabert_s(wide, 80);
  }

  session::RuntimePtr runtime_ = session::open_runtime();
};

INSTANTIATE_TEST_SUITE_P(Both, MemoryTest,
                         testing::Values(VNP_ARCHITECTURE_ESM2, VNP_ARCHITECTURE_DNABERT_S),
                         random_model::name_of_architecture);

TEST_P(MemoryTest, ABatchBeyondMemoryIsReportedAndTheEncoderStaysUsable) {
  const auto encoder = random_model::load(runtime_.get(), GetParam(), wide, weights());
  const std::vector<std::vector<int32_t>> small{random_model::protein(30, 1),
                                                random_model::protein(30, 2)};
  const auto before = random_model::embed(encoder.get(), width, small);

  for (int spared : {0, 1}) {
    // With a padded row it takes the path with a mask.
    const std::vector<int32_t> tokens(static_cast<std::size_t>(many_rows * many_columns), 5);
    std::vector<int32_t> lengths(many_rows, many_columns);
    lengths.back() -= spared;
    std::vector<float> pooled(static_cast<std::size_t>(many_rows * width), -77.0F);
    const MemoryLimit limit(headroom_bytes);

    EXPECT_EQ(VNP_STATUS_OUT_OF_MEMORY,
              session::embed(encoder.get(), tokens.data(), lengths.data(), many_rows,
                                many_columns, pooled.data(), static_cast<int64_t>(pooled.size())))
        << session::last_message();
    EXPECT_EQ(before, random_model::embed(encoder.get(), width, small));
  }
}

// Only DNABERT-S keeps a bias of [heads, tokens, tokens].
TEST(DnabertSMemoryTest, ASequenceWhoseBiasDoesNotFitIsReportedAndTheEncoderStaysUsable) {
  constexpr reference::Shape many_heads{1, 32, 32, 4, 33, false, 1e-12};
  const auto runtime = session::open_runtime();
  const auto encoder = random_model::load(runtime.get(), VNP_ARCHITECTURE_DNABERT_S, many_heads,
                                          random_model::dnabert_s(many_heads, 81));
  const std::vector<std::vector<int32_t>> small{random_model::words(30, 33, 1)};
  const auto before = random_model::embed(encoder.get(), 32, small);

  // 8 GiB of libtorch's memory, then 13 GiB of the shim's own, for which AddressSanitizer would end
  // the process, since its `operator new` does not throw.
  std::vector<int32_t> lengths{8192};
  if (!address_space_is_limited_by_sanitizer) lengths.push_back(60000);
  for (const int32_t length : lengths) {
    const std::vector<int32_t> tokens(static_cast<std::size_t>(length), 5);
    std::vector<float> pooled(32);
    const MemoryLimit limit(headroom_bytes);
    EXPECT_EQ(VNP_STATUS_OUT_OF_MEMORY, session::embed(encoder.get(), tokens.data(), &length, 1,
                                                          length, pooled.data(), 32))
        << session::last_message();
    EXPECT_EQ(before, random_model::embed(encoder.get(), 32, small));
  }
}

TEST_P(MemoryTest, AnEncoderBeyondMemoryIsReported) {
  auto config = random_model::config(GetParam(), wide);
  config.hidden_size = 1 << 20;
  config.layer_count = 100;
  vnp_encoder *encoder = nullptr;
  {
    const MemoryLimit limit(headroom_bytes);
    EXPECT_EQ(VNP_STATUS_OUT_OF_MEMORY,
              vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CPU, 0,
                                 VNP_PRECISION_FP32, &encoder))
        << session::last_message();
  }
  EXPECT_EQ(nullptr, encoder);
}

TEST(ClassifierMemoryTest, ABatchBeyondMemoryIsReportedAndTheClassifierStaysUsable) {
  const auto runtime = session::open_runtime();
  // Few inputs and many hidden units: 256 KiB of features make 16 GiB of activations.
  constexpr int hidden = 1 << 16;
  constexpr int rows = 1 << 16;
  const auto classifier =
      random_model::load_classifier(runtime.get(), random_model::classifier(1, hidden, 82));
  const auto features = random_model::features(rows, 83);
  std::vector<float> probabilities(2 * rows), before(2), after(2);
  ASSERT_EQ(VNP_STATUS_OK,
            vnp_classifier_score(classifier.get(), features.data(), 1, before.data(), 2));
  {
    const MemoryLimit limit(headroom_bytes);
    EXPECT_EQ(VNP_STATUS_OUT_OF_MEMORY, vnp_classifier_score(classifier.get(), features.data(),
                                                             rows, probabilities.data(), 2 * rows))
        << session::last_message();
  }
  ASSERT_EQ(VNP_STATUS_OK,
            vnp_classifier_score(classifier.get(), features.data(), 1, after.data(), 2));
  EXPECT_EQ(before, after);
}

TEST(FailureMemoryTest, FailuresInsideLibtorchOnManyThreadsKeepTheirMessages) {
  constexpr int thread_count = 4;
  // AddressSanitizer prints a line for each.
  constexpr int failures = address_space_is_limited_by_sanitizer ? 5 : 50;
  const auto runtime = session::open_runtime();
  std::vector<int> own(thread_count);
  {
    const MemoryLimit limit(2 * headroom_bytes);
    std::vector<std::thread> threads;
    for (int thread = 0; thread < thread_count; ++thread) {
      threads.emplace_back([&, thread] {
        for (int round = 0; round < failures; ++round) {
          // The allocator names the bytes it was asked for: a table of this many rows of 2^20.
          auto config = random_model::config(VNP_ARCHITECTURE_ESM2, wide);
          config.hidden_size = 1 << 20;
          config.vocabulary_size = 8192 + thread * failures + round;
          const std::string bytes = std::to_string(int64_t{config.vocabulary_size} << 22);
          vnp_encoder *encoder = nullptr;
          if (vnp_encoder_create(runtime.get(), &config, VNP_DEVICE_KIND_CPU, 0, VNP_PRECISION_FP32,
                                 &encoder) == VNP_STATUS_OUT_OF_MEMORY &&
              session::last_message().find(bytes) != std::string::npos) {
            ++own[static_cast<std::size_t>(thread)];
          }
        }
      });
    }
    for (std::thread &thread : threads) thread.join();
  }

  EXPECT_EQ(std::vector<int>(thread_count, failures), own);
}

}  // namespace
