// The two encoders and the classifier written out plainly in double precision: what the shim's
// numbers are held against. It shares no code with the shim.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace reference {

struct Tensor {
  std::vector<int64_t> shape;
  std::vector<double> values;  // row-major
};

// Tensors by the names of virnucpro.h.
using Weights = std::map<std::string, Tensor>;

struct Shape {
  int layer_count;
  int hidden_size;
  int head_count;
  int intermediate_size;
  int vocabulary_size;
  bool token_dropout;
  double layer_norm_epsilon;
};

// Rotary frequencies of a head of `head_size` as fair-esm computes them, in float32.
std::vector<double> rotary_frequencies(int head_size);

// ALiBi's slopes as MosaicBERT's `_get_alibi_head_slopes`.
std::vector<double> alibi_slopes(int head_count);

// fair-esm's ESM2: mean over the residues of one sequence, of at most the first 1024.
std::vector<double> esm2_embedding(const Shape &shape, const Weights &weights,
                                   const std::vector<int32_t> &tokens);

// MosaicBERT: mean over all tokens of one sequence.
std::vector<double> dnabert_s_embedding(const Shape &shape, const Weights &weights,
                                        const std::vector<int32_t> &tokens);

// VirNucPro's MLPClassifier: the two probabilities of one row of features.
std::vector<double> classifier_probabilities(const Weights &weights,
                                             const std::vector<double> &features);

}  // namespace reference
