// Seeded models in the tests' sizes, and their way through the C ABI.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "reference_model.h"
#include "session.h"

namespace random_model {

// What the seeded values can be stored in without a loss: float32, or 8 significant bits, which
// float32, float16 and bfloat16 hold alike.
enum class Values { float32, short8 };

reference::Weights esm2(const reference::Shape &shape, uint32_t seed,
                        Values values = Values::float32);
reference::Weights dnabert_s(const reference::Shape &shape, uint32_t seed,
                             Values values = Values::float32);
reference::Weights classifier(int input_width, int hidden_width, uint32_t seed);

// `<cls>`, `residue_count` random amino acids, `<eos>`.
std::vector<int32_t> protein(int residue_count, uint32_t seed);
// `[CLS]`, random words, `[SEP]`, `token_count` in all.
std::vector<int32_t> words(int token_count, int vocabulary_size, uint32_t seed);

std::vector<float> features(int count, uint32_t seed);

// The bytes of `values` as elements of `type`; they must fit without a loss.
std::vector<unsigned char> bytes(const std::vector<double> &values, vnp_element_type type);

// For tests that run with both architectures.
std::string name_of_architecture(const testing::TestParamInfo<vnp_architecture> &parameter);

vnp_encoder_config config(vnp_architecture architecture, const reference::Shape &shape);

// Fails the running test where a tensor is refused.
void put(vnp_encoder *encoder, const reference::Weights &weights,
         vnp_element_type type = VNP_ELEMENT_TYPE_F32);
void put(vnp_classifier *classifier, const reference::Weights &weights,
         vnp_element_type type = VNP_ELEMENT_TYPE_F32);

// A sealed encoder, a sealed classifier on the CPU.
session::EncoderPtr load(vnp_runtime *runtime, vnp_architecture architecture,
                         const reference::Shape &shape, const reference::Weights &weights,
                         vnp_precision precision = VNP_PRECISION_FP32,
                         vnp_element_type type = VNP_ELEMENT_TYPE_F32);
session::ClassifierPtr load_classifier(vnp_runtime *runtime, const reference::Weights &weights);

// The embeddings of `rows`, padded on the right with `padding` to the longest; fails the running
// test where the encoder fails.
std::vector<std::vector<float>> embed(vnp_encoder *encoder, int hidden_size,
                                      const std::vector<std::vector<int32_t>> &rows,
                                      int32_t padding = 1);

}  // namespace random_model
