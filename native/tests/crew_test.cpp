// Encoders whose heads are wide enough for our own attention: their threads compute whole rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "random_model.h"
#include "session.h"

namespace {

constexpr int width = 64;
constexpr reference::Shape shape{2, width, 2, 128, 33, true, 1e-5};

using Rows = std::vector<std::vector<int32_t>>;

class CrewTest : public testing::TestWithParam<std::tuple<vnp_architecture, vnp_precision>> {
 protected:
  static session::EncoderPtr load(vnp_runtime *runtime) {
    const auto [architecture, precision] = GetParam();
    return random_model::load(runtime, architecture, shape,
                              architecture == VNP_ARCHITECTURE_ESM2
                                  ? random_model::esm2(shape, 90)
                                  : random_model::dnabert_s(shape, 90),
                              precision);
  }

  // Rows of these lengths, the longest first, as batches come.
  static Rows rows(std::vector<int> lengths, uint32_t seed) {
    std::sort(lengths.rbegin(), lengths.rend());
    Rows result;
    for (const int length : lengths) {
      result.push_back(random_model::words(length, shape.vocabulary_size, seed++));
    }
    return result;
  }

  static session::EmbeddingPtr start(vnp_encoder *encoder, const Rows &rows) {
    const std::size_t columns = rows[0].size();
    std::vector<int32_t> tokens, lengths;
    for (const auto &row : rows) {
      tokens.insert(tokens.end(), row.begin(), row.end());
      tokens.insert(tokens.end(), columns - row.size(), 1);
      lengths.push_back(static_cast<int32_t>(row.size()));
    }
    vnp_embedding *embedding = nullptr;
    EXPECT_EQ(VNP_STATUS_OK,
              vnp_embedding_create(encoder, tokens.data(), lengths.data(),
                                   static_cast<int32_t>(rows.size()),
                                   static_cast<int32_t>(columns), &embedding))
        << session::last_message();
    return session::EmbeddingPtr(embedding);
  }

  static std::vector<float> wait_for(const session::EmbeddingPtr &embedding, const Rows &rows) {
    std::vector<float> pooled(rows.size() * width);
    EXPECT_EQ(VNP_STATUS_OK, vnp_embedding_copy(embedding.get(), pooled.data(),
                                                static_cast<int64_t>(pooled.size())))
        << session::last_message();
    return pooled;
  }

  // Each of them as a batch of its own.
  static std::vector<float> alone(vnp_encoder *encoder, const Rows &rows) {
    std::vector<float> pooled;
    for (const auto &row : rows) {
      const std::vector<float> one = wait_for(start(encoder, {row}), {row});
      pooled.insert(pooled.end(), one.begin(), one.end());
    }
    return pooled;
  }

  const session::RuntimePtr runtime_ = session::open_runtime();
};

std::string name_of(
    const testing::TestParamInfo<std::tuple<vnp_architecture, vnp_precision>> &test) {
  return std::string(std::get<0>(test.param) == VNP_ARCHITECTURE_ESM2 ? "Esm2" : "DnabertS") +
         (std::get<1>(test.param) == VNP_PRECISION_FP32 ? "Fp32" : "Bf16");
}

INSTANTIATE_TEST_SUITE_P(All, CrewTest,
                         testing::Combine(testing::Values(VNP_ARCHITECTURE_ESM2,
                                                          VNP_ARCHITECTURE_DNABERT_S),
                                          testing::Values(VNP_PRECISION_FP32, VNP_PRECISION_BF16)),
                         name_of);

TEST_P(CrewTest, ARowHasTheSameBitsWhateverIsComputedWithIt) {
  const auto encoder = load(runtime_.get());
  // More than one part holds, one row for more, and fewer rows than threads, which share the
  // operators then, as they do for each row alone.
  for (const std::vector<int> &lengths :
       {std::vector<int>(40, 30), std::vector<int>{700, 90, 40, 40, 39, 12, 5, 5, 5, 4, 3},
        std::vector<int>{30}}) {
    const Rows batch = rows(lengths, 1);

    EXPECT_EQ(alone(encoder.get(), batch), wait_for(start(encoder.get(), batch), batch));
  }
}

TEST_P(CrewTest, BatchesUnderWayTogetherAreCopiedInAnyOrder) {
  const auto encoder = load(runtime_.get());
  std::vector<Rows> batches;
  std::vector<session::EmbeddingPtr> embeddings;
  for (uint32_t number = 0; number < 8; ++number) {
    batches.push_back(rows({20 + static_cast<int>(number) * 10, 15, 15, 10, 3}, number));
    embeddings.push_back(start(encoder.get(), batches.back()));
  }

  for (std::size_t number = batches.size(); number-- > 0;) {
    EXPECT_EQ(alone(encoder.get(), batches[number]),
              wait_for(embeddings[number], batches[number]));
  }
}

TEST_P(CrewTest, ADroppedBatchChangesNoOther) {
  const auto encoder = load(runtime_.get());
  const Rows first = rows(std::vector<int>(20, 100), 1), second = rows({50, 20}, 2);
  const auto kept = start(encoder.get(), second);
  start(encoder.get(), first).reset();
  const auto later = start(encoder.get(), second);

  EXPECT_EQ(alone(encoder.get(), second), wait_for(kept, second));
  EXPECT_EQ(wait_for(kept, second), wait_for(later, second));
}

TEST_P(CrewTest, WhatIsUnderWayOutlivesTheEncoder) {
  auto encoder = load(runtime_.get());
  const Rows batch = rows(std::vector<int>(20, 100), 1);
  const std::vector<float> expected = alone(encoder.get(), batch);
  const auto embedding = start(encoder.get(), batch);
  encoder.reset();

  EXPECT_EQ(expected, wait_for(embedding, batch));
}

}  // namespace
