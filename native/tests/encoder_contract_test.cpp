#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "comparison.h"
#include "random_model.h"
#include "session.h"

namespace {

using reference::Shape;
using reference::Weights;

constexpr Shape shape{1, 16, 2, 8, 40, true, 1e-5};

bool message_names(const std::string &part) {
  return session::last_message().find(part) != std::string::npos;
}

class EncoderContractTest : public testing::TestWithParam<vnp_architecture> {
 protected:
  Weights weights() const {
    return GetParam() == VNP_ARCHITECTURE_ESM2 ? random_model::esm2(shape, 50)
                                               : random_model::dnabert_s(shape, 50);
  }

  // The status of creating with a configuration that `change` has spoilt; nothing may be written.
  vnp_status create_with(const std::function<void(vnp_encoder_config &)> &change) {
    auto config = random_model::config(GetParam(), shape);
    change(config);
    auto *const untouched = reinterpret_cast<vnp_encoder *>(this);
    vnp_encoder *encoder = untouched;
    const vnp_status status = vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CPU, 0,
                                                 VNP_PRECISION_FP32, &encoder);
    EXPECT_TRUE(status == VNP_STATUS_OK || encoder == untouched);
    if (status == VNP_STATUS_OK) vnp_encoder_free(encoder);
    return status;
  }

  session::EncoderPtr create() {
    const auto config = random_model::config(GetParam(), shape);
    vnp_encoder *encoder = nullptr;
    EXPECT_EQ(VNP_STATUS_OK, vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CPU, 0,
                                                VNP_PRECISION_FP32, &encoder))
        << session::last_message();
    return session::EncoderPtr(encoder);
  }

  session::EncoderPtr load() {
    return random_model::load(runtime_.get(), GetParam(), shape, weights());
  }

  session::RuntimePtr runtime_ = session::open_runtime();
};

INSTANTIATE_TEST_SUITE_P(Both, EncoderContractTest,
                         testing::Values(VNP_ARCHITECTURE_ESM2, VNP_ARCHITECTURE_DNABERT_S),
                         random_model::name_of_architecture);

// -------------------------------------------------------------------------------------- create

TEST_P(EncoderContractTest, CreateRefusesNullPointers) {
  const auto config = random_model::config(GetParam(), shape);
  vnp_encoder *encoder = nullptr;

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_encoder_create(nullptr, &config, VNP_DEVICE_KIND_CPU,
                                                            0, VNP_PRECISION_FP32, &encoder));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_encoder_create(runtime_.get(), nullptr, VNP_DEVICE_KIND_CPU, 0, VNP_PRECISION_FP32,
                               &encoder));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CPU, 0, VNP_PRECISION_FP32,
                               nullptr));
  EXPECT_EQ(nullptr, encoder);
}

TEST_P(EncoderContractTest, CreateNamesTheFieldOfTheConfigurationThatIsWrong) {
  const std::pair<const char *, int32_t vnp_encoder_config::*> counts[] = {
      {"layer_count", &vnp_encoder_config::layer_count},
      {"hidden_size", &vnp_encoder_config::hidden_size},
      {"head_count", &vnp_encoder_config::head_count},
      {"intermediate_size", &vnp_encoder_config::intermediate_size},
      {"vocabulary_size", &vnp_encoder_config::vocabulary_size}};
  for (const auto &[name, field] : counts) {
    for (int32_t value : {0, -1, std::numeric_limits<int32_t>::min()}) {
      EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
                create_with([&, f = field](vnp_encoder_config &config) { config.*f = value; }))
          << name << " = " << value;
      EXPECT_TRUE(message_names(name)) << session::last_message();
    }
  }
}

TEST_P(EncoderContractTest, CreateRefusesAWidthThatHeadsDoNotDivide) {
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            create_with([](vnp_encoder_config &config) { config.head_count = 3; }));
  EXPECT_TRUE(message_names("hidden_size") && message_names("head_count"))
      << session::last_message();
}

TEST_P(EncoderContractTest, CreateRefusesSwitchesOtherThanZeroAndOne) {
  for (int32_t value : {-1, 2}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              create_with([&](vnp_encoder_config &config) { config.token_dropout = value; }));
    EXPECT_TRUE(message_names("token_dropout")) << session::last_message();
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              create_with([&](vnp_encoder_config &config) { config.reserved = value; }));
    EXPECT_TRUE(message_names("reserved")) << session::last_message();
  }
}

TEST_P(EncoderContractTest, CreateRefusesAnEpsilonThatIsNoSmallPositiveNumber) {
  for (double value : {0.0, -1e-5, std::nan(""), HUGE_VAL}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              create_with([&](vnp_encoder_config &config) { config.layer_norm_epsilon = value; }))
        << value;
    EXPECT_TRUE(message_names("layer_norm_epsilon")) << session::last_message();
  }
}

TEST_P(EncoderContractTest, CreateRefusesUnknownArchitectures) {
  for (int value : {-1, 2, 99}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, create_with([&](vnp_encoder_config &config) {
                std::memcpy(&config.architecture, &value, sizeof value);
              }));
    EXPECT_TRUE(message_names("architecture")) << session::last_message();
  }
}

TEST_P(EncoderContractTest, CreateRefusesUnknownDeviceKindsAndPrecisions) {
  const auto config = random_model::config(GetParam(), shape);
  vnp_encoder *encoder = nullptr;
  for (int value : {-1, 3, 99}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              vnp_encoder_create(runtime_.get(), &config, static_cast<vnp_device_kind>(value), 0,
                                 VNP_PRECISION_FP32, &encoder));
    EXPECT_TRUE(message_names("device_kind")) << session::last_message();
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CPU, 0,
                                 static_cast<vnp_precision>(value), &encoder));
    EXPECT_TRUE(message_names("precision")) << session::last_message();
  }
  EXPECT_EQ(nullptr, encoder);
}

TEST(Esm2ContractTest, CreateRefusesHeadsThatCannotBePaired) {
  const auto runtime = session::open_runtime();
  auto config = random_model::config(VNP_ARCHITECTURE_ESM2, shape);
  config.hidden_size = 18;
  config.head_count = 6;
  vnp_encoder *encoder = nullptr;

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_encoder_create(runtime.get(), &config, VNP_DEVICE_KIND_CPU, 0, VNP_PRECISION_FP32,
                               &encoder));
  EXPECT_TRUE(message_names("hidden_size")) << session::last_message();
}

// ------------------------------------------------------------------------------------- weights

TEST_P(EncoderContractTest, PutRefusesNullPointers) {
  const auto encoder = create();
  const int64_t size[] = {16};
  const std::vector<float> data(16);
  const auto put = [&](vnp_encoder *target, const char *name, const int64_t *sizes,
                       const void *bytes) {
    return vnp_encoder_tensor_put(target, name, VNP_ELEMENT_TYPE_F32, sizes, 1, bytes, 64);
  };
  const char *name = "encoder.layer.0.attention.output.dense.bias";
  ASSERT_EQ(VNP_STATUS_OK, put(encoder.get(), name, size, data.data()));

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(nullptr, name, size, data.data()));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(encoder.get(), nullptr, size, data.data()));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(encoder.get(), name, nullptr, data.data()));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(encoder.get(), name, size, nullptr));
}

TEST_P(EncoderContractTest, PutNamesATensorThatTheModelLacks) {
  const auto encoder = create();
  const int64_t size[] = {16};
  const std::vector<float> data(16);
  for (const char *name : {"", "lm_head.bias", "encoder.layer.1.attention.output.dense.bias",
                           "esm.encoder.layer.0.attention.output.dense.bias", "größe"}) {
    EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH,
              vnp_encoder_tensor_put(encoder.get(), name, VNP_ELEMENT_TYPE_F32, size, 1,
                                     data.data(), 64));
    EXPECT_TRUE(message_names(name)) << session::last_message();
  }
}

TEST_P(EncoderContractTest, PutNamesBothShapesWhereTheyDiffer) {
  const auto encoder = create();
  const std::vector<float> data(1024);
  const auto put = [&](const std::vector<int64_t> &sizes) {
    int64_t count = 1;
    for (int64_t size : sizes) count *= size;
    return vnp_encoder_tensor_put(encoder.get(), "encoder.layer.0.attention.output.dense.weight",
                                  VNP_ELEMENT_TYPE_F32, sizes.data(),
                                  static_cast<int32_t>(sizes.size()), data.data(), count * 4);
  };

  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, put({16, 17}));
  EXPECT_TRUE(message_names("[16, 17]") && message_names("[16, 16]")) << session::last_message();
  EXPECT_TRUE(message_names("encoder.layer.0.attention.output.dense.weight"));
  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, put({256}));
  EXPECT_TRUE(message_names("[256]")) << session::last_message();
  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, put({16, 16, 1}));
  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, put({}));
  EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, put({-16, -16}));
  EXPECT_EQ(VNP_STATUS_OK, put({16, 16})) << session::last_message();
}

TEST_P(EncoderContractTest, PutRefusesANegativeCountOfDimensions) {
  const auto encoder = create();
  const int64_t size[] = {16};
  const std::vector<float> data(16);

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_encoder_tensor_put(encoder.get(), "encoder.layer.0.attention.output.dense.bias",
                                   VNP_ELEMENT_TYPE_F32, size, -1, data.data(), 64));
}

TEST_P(EncoderContractTest, PutRefusesBytesThatDoNotFit) {
  const auto encoder = create();
  const int64_t size[] = {16};
  const std::vector<float> data(32);
  const auto put = [&](vnp_element_type type, int64_t bytes) {
    return vnp_encoder_tensor_put(encoder.get(), "encoder.layer.0.attention.output.dense.bias",
                                  type, size, 1, data.data(), bytes);
  };

  for (int64_t bytes : {int64_t{-1}, int64_t{0}, int64_t{32}, int64_t{63}, int64_t{65},
                        std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(VNP_ELEMENT_TYPE_F32, bytes)) << bytes;
  }
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(VNP_ELEMENT_TYPE_F16, 64));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(VNP_ELEMENT_TYPE_BF16, 64));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, put(VNP_ELEMENT_TYPE_F64, 64));
  EXPECT_EQ(VNP_STATUS_OK, put(VNP_ELEMENT_TYPE_F64, 128)) << session::last_message();
}

TEST_P(EncoderContractTest, PutRefusesUnknownElementTypes) {
  const auto encoder = create();
  const int64_t size[] = {16};
  const std::vector<float> data(16);
  for (int value : {-1, 4, 99}) {
    EXPECT_EQ(
        VNP_STATUS_INVALID_ARGUMENT,
        vnp_encoder_tensor_put(encoder.get(), "encoder.layer.0.attention.output.dense.bias",
                               static_cast<vnp_element_type>(value), size, 1, data.data(), 64));
    EXPECT_TRUE(message_names("element_type")) << session::last_message();
  }
}

TEST_P(EncoderContractTest, PutTakesDataOfAnyAlignmentAndKeepsNoPointer) {
  const auto model = weights();
  const auto aligned = load();
  const auto encoder = create();
  for (vnp_element_type type : {VNP_ELEMENT_TYPE_F64, VNP_ELEMENT_TYPE_F32}) {
    for (const auto &[name, tensor] : model) {
      auto data = random_model::bytes(tensor.values, type);
      data.insert(data.begin(), 0xAA);
      ASSERT_EQ(VNP_STATUS_OK,
                vnp_encoder_tensor_put(encoder.get(), name.c_str(), type, tensor.shape.data(),
                                       static_cast<int32_t>(tensor.shape.size()), data.data() + 1,
                                       static_cast<int64_t>(data.size()) - 1))
          << session::last_message();
      std::fill(data.begin(), data.end(), static_cast<unsigned char>(0xFF));
    }
  }
  ASSERT_EQ(VNP_STATUS_OK, vnp_encoder_seal(encoder.get()));

  const std::vector<std::vector<int32_t>> batch{random_model::protein(6, 1)};
  EXPECT_EQ(random_model::embed(aligned.get(), 16, batch),
            random_model::embed(encoder.get(), 16, batch));
}

TEST_P(EncoderContractTest, ATensorPutTwiceHasTheSecondValue) {
  auto changed = weights();
  for (auto &[name, tensor] : changed) {
    for (double &value : tensor.values) value = 0.25;
  }
  const auto encoder = create();
  random_model::put(encoder.get(), changed);
  random_model::put(encoder.get(), weights());
  ASSERT_EQ(VNP_STATUS_OK, vnp_encoder_seal(encoder.get()));

  const std::vector<std::vector<int32_t>> batch{random_model::protein(6, 1)};
  EXPECT_EQ(random_model::embed(load().get(), 16, batch),
            random_model::embed(encoder.get(), 16, batch));
}

TEST_P(EncoderContractTest, SealNamesEachTensorThatIsMissing) {
  const auto model = weights();
  for (const auto &[missing, tensor] : model) {
    auto partial = model;
    partial.erase(missing);
    const auto encoder = create();
    random_model::put(encoder.get(), partial);

    EXPECT_EQ(VNP_STATUS_WEIGHTS_MISMATCH, vnp_encoder_seal(encoder.get()));
    EXPECT_TRUE(message_names(missing)) << session::last_message();

    // The tensor may still be put.
    random_model::put(encoder.get(), {{missing, tensor}});
    EXPECT_EQ(VNP_STATUS_OK, vnp_encoder_seal(encoder.get())) << session::last_message();
  }
}

TEST_P(EncoderContractTest, SealRefusesNull) {
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_encoder_seal(nullptr));
}

TEST_P(EncoderContractTest, ASealedEncoderTakesNoMoreTensors) {
  const auto encoder = load();
  const int64_t size[] = {16};
  const std::vector<float> data(16);

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_encoder_seal(encoder.get()));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_encoder_tensor_put(encoder.get(), "encoder.layer.0.attention.output.dense.bias",
                                   VNP_ELEMENT_TYPE_F32, size, 1, data.data(), 64));
}

// --------------------------------------------------------------------------------------- embed

class EmbedContractTest : public EncoderContractTest {
 protected:
  // The status of embedding this batch; a failure must leave `pooled` alone.
  vnp_status embed(vnp_encoder *encoder, const int32_t *tokens, const int32_t *lengths,
                   int32_t batch_size, int32_t token_count, int64_t capacity = 64) {
    std::vector<float> pooled(64, -77.0F);
    const vnp_status status = session::embed(encoder, tokens, lengths, batch_size, token_count,
                                                pooled.data(), capacity);
    EXPECT_TRUE(status == VNP_STATUS_OK || pooled == std::vector<float>(64, -77.0F));
    return status;
  }

  std::vector<int32_t> tokens_{0, 5, 6, 7, 2, 0, 8, 9, 2, 1};
  std::vector<int32_t> lengths_{5, 4};
};

INSTANTIATE_TEST_SUITE_P(Both, EmbedContractTest,
                         testing::Values(VNP_ARCHITECTURE_ESM2, VNP_ARCHITECTURE_DNABERT_S),
                         random_model::name_of_architecture);

TEST_P(EmbedContractTest, EmbedBeforeSealIsRefused) {
  const auto encoder = create();
  random_model::put(encoder.get(), weights());

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            embed(encoder.get(), tokens_.data(), lengths_.data(), 2, 5));
  EXPECT_TRUE(message_names("seal")) << session::last_message();
}

TEST_P(EmbedContractTest, EmbedRefusesNullPointers) {
  const auto encoder = load();

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, embed(nullptr, tokens_.data(), lengths_.data(), 2, 5));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, embed(encoder.get(), nullptr, lengths_.data(), 2, 5));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, embed(encoder.get(), tokens_.data(), nullptr, 2, 5));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            session::embed(encoder.get(), tokens_.data(), lengths_.data(), 2, 5, nullptr, 64));
}

TEST_P(EmbedContractTest, EmbedRefusesBatchesWithoutRowsOrColumns) {
  const auto encoder = load();
  for (int32_t count : {0, -1, std::numeric_limits<int32_t>::min()}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              embed(encoder.get(), tokens_.data(), lengths_.data(), count, 5));
    EXPECT_TRUE(message_names("batch_size")) << session::last_message();
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              embed(encoder.get(), tokens_.data(), lengths_.data(), 2, count));
    EXPECT_TRUE(message_names("token_count")) << session::last_message();
  }
}

TEST_P(EmbedContractTest, EmbedNamesTheRowWhoseLengthIsOutOfRange) {
  const auto encoder = load();
  std::vector<int32_t> bad{-1, 0, 6, std::numeric_limits<int32_t>::max()};
  if (GetParam() == VNP_ARCHITECTURE_ESM2) bad.insert(bad.end(), {1, 2});
  for (int32_t length : bad) {
    const std::vector<int32_t> lengths{5, length};
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              embed(encoder.get(), tokens_.data(), lengths.data(), 2, 5))
        << length;
    EXPECT_TRUE(message_names("[1]") && message_names(std::to_string(length)))
        << session::last_message();
  }
}

TEST_P(EmbedContractTest, EmbedNamesRowAndColumnOfAnIdOutsideTheVocabulary) {
  const auto encoder = load();
  for (int32_t id :
       {-1, 40, std::numeric_limits<int32_t>::max(), std::numeric_limits<int32_t>::min()}) {
    auto tokens = tokens_;
    tokens[5 + 2] = id;
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              embed(encoder.get(), tokens.data(), lengths_.data(), 2, 5));
    EXPECT_TRUE(message_names("[1, 2]") && message_names(std::to_string(id)))
        << session::last_message();
  }
  auto padding = tokens_;
  padding[9] = 40;
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            embed(encoder.get(), padding.data(), lengths_.data(), 2, 5));
  EXPECT_TRUE(message_names("[1, 4]")) << session::last_message();
}

TEST_P(EmbedContractTest, EmbedRefusesACapacityThatIsTooSmall) {
  const auto encoder = load();
  for (int64_t capacity : {int64_t{-1}, int64_t{0}, int64_t{31}}) {
    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
              embed(encoder.get(), tokens_.data(), lengths_.data(), 2, 5, capacity));
    EXPECT_TRUE(message_names("32")) << session::last_message();
  }
  EXPECT_EQ(VNP_STATUS_OK, embed(encoder.get(), tokens_.data(), lengths_.data(), 2, 5, 32));
}

TEST_P(EmbedContractTest, EmbedWritesNothingBeyondItsRows) {
  const auto encoder = load();
  std::vector<float> pooled(40, -77.0F);

  ASSERT_EQ(VNP_STATUS_OK, session::embed(encoder.get(), tokens_.data(), lengths_.data(), 2, 5,
                                          pooled.data(), 40));
  for (std::size_t i = 0; i < pooled.size(); ++i) {
    EXPECT_EQ(i >= 32, std::equal_to<float>()(pooled[i], -77.0F)) << i;
  }
}

TEST_P(EmbedContractTest, ARefusedBatchLeavesTheEncoderUsable) {
  const auto encoder = load();
  const std::vector<std::vector<int32_t>> batch{random_model::protein(6, 1)};
  const auto before = random_model::embed(encoder.get(), 16, batch);
  auto tokens = tokens_;
  tokens[0] = 1000;
  ASSERT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            embed(encoder.get(), tokens.data(), lengths_.data(), 2, 5));

  EXPECT_EQ(before, random_model::embed(encoder.get(), 16, batch));
}

TEST_P(EmbedContractTest, ColumnsThatNoRowUsesDoNotMatter) {
  const auto encoder = load();
  const std::vector<int32_t> tight{0, 5, 6, 2}, wide{0, 5, 6, 2, 32, 32, 9};
  const std::vector<int32_t> length{4};
  std::vector<float> tight_pooled(16), wide_pooled(16);
  ASSERT_EQ(VNP_STATUS_OK, session::embed(encoder.get(), tight.data(), length.data(), 1, 4,
                                          tight_pooled.data(), 16));
  ASSERT_EQ(VNP_STATUS_OK, session::embed(encoder.get(), wide.data(), length.data(), 1, 7,
                                          wide_pooled.data(), 16));

  EXPECT_LE(comparison::largest_difference(tight_pooled, wide_pooled), 5e-6);
}

// ----------------------------------------------------------------------------------- embeddings

class EmbeddingContractTest : public EmbedContractTest {
 protected:
  static session::EmbeddingPtr start(vnp_encoder *encoder, std::vector<int32_t> tokens) {
    const auto length = static_cast<int32_t>(tokens.size());
    vnp_embedding *embedding = nullptr;
    EXPECT_EQ(VNP_STATUS_OK,
              vnp_embedding_create(encoder, tokens.data(), &length, 1, length, &embedding));
    // What was handed over is the caller's again.
    std::fill(tokens.begin(), tokens.end(), -1);
    return session::EmbeddingPtr(embedding);
  }

  static std::vector<float> rows(const session::EmbeddingPtr &embedding) {
    std::vector<float> pooled(16);
    EXPECT_EQ(VNP_STATUS_OK, vnp_embedding_copy(embedding.get(), pooled.data(), 16));
    return pooled;
  }

  const std::vector<int32_t> first_{0, 5, 6, 7, 2}, second_{0, 8, 9, 2};
};

INSTANTIATE_TEST_SUITE_P(Both, EmbeddingContractTest,
                         testing::Values(VNP_ARCHITECTURE_ESM2, VNP_ARCHITECTURE_DNABERT_S),
                         random_model::name_of_architecture);

TEST_P(EmbeddingContractTest, BatchesThatAreUnderWayTogetherAreCopiedInAnyOrder) {
  const auto encoder = load();
  const auto first = start(encoder.get(), first_), second = start(encoder.get(), second_);

  EXPECT_EQ(random_model::embed(encoder.get(), 16, {second_})[0], rows(second));
  EXPECT_EQ(random_model::embed(encoder.get(), 16, {first_})[0], rows(first));
  EXPECT_EQ(rows(second), rows(second));
}

TEST_P(EmbeddingContractTest, ABatchThatNobodyWaitsForChangesNoOther) {
  const auto encoder = load();
  const auto kept = start(encoder.get(), first_);
  start(encoder.get(), second_).reset();

  EXPECT_EQ(random_model::embed(encoder.get(), 16, {first_})[0], rows(kept));
}

TEST_P(EmbeddingContractTest, AnEmbeddingOutlivesItsEncoder) {
  auto encoder = load();
  const auto expected = random_model::embed(encoder.get(), 16, {first_})[0];
  const auto embedding = start(encoder.get(), first_);
  encoder.reset();

  EXPECT_EQ(expected, rows(embedding));
}

TEST_P(EmbeddingContractTest, NullPointersAreRefused) {
  const auto encoder = load();
  float pooled[16];
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_embedding_create(encoder.get(), tokens_.data(),
                                                              lengths_.data(), 2, 5, nullptr));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_embedding_copy(nullptr, pooled, 16));
  vnp_embedding_free(nullptr);
}

}  // namespace
