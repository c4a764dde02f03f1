#include "random_model.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace random_model {
namespace {

using reference::Shape;
using reference::Tensor;
using reference::Weights;

// xorshift32: the same numbers with every standard library.
class Random {
 public:
  explicit Random(uint32_t seed) : state_(seed * 2654435761U + 1) {}

  uint32_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 17;
    state_ ^= state_ << 5;
    return state_;
  }
  // Uniform in [-1, 1).
  double signed_unit() { return static_cast<double>(next()) / 2147483648.0 - 1.0; }
  int32_t between(int32_t first, int32_t last) {
    return first + static_cast<int32_t>(next() % static_cast<uint32_t>(last - first + 1));
  }

 private:
  uint32_t state_;
};

uint32_t bits(float value) {
  uint32_t result;
  std::memcpy(&result, &value, sizeof result);
  return result;
}

double rounded(double value, Values values) {
  const auto single = static_cast<float>(value);
  if (values == Values::float32) return static_cast<double>(single);
  // Whole multiples of 2^-10 are normal numbers of every type; then 8 significant bits.
  const double grid = std::round(value * 1024.0) / 1024.0;
  const uint32_t kept = bits(static_cast<float>(grid)) & 0xFFFF0000U;
  float result;
  std::memcpy(&result, &kept, sizeof result);
  return static_cast<double>(result);
}

class Builder {
 public:
  Builder(uint32_t seed, Values values) : random_(seed), values_(values) {}

  void tensor(const std::string &name, std::vector<int64_t> shape, double centre, double spread) {
    int64_t count = 1;
    for (int64_t size : shape) count *= size;
    Tensor result{std::move(shape), std::vector<double>(static_cast<std::size_t>(count))};
    for (double &value : result.values) {
      value = rounded(centre + spread * random_.signed_unit(), values_);
    }
    weights_[name] = std::move(result);
  }

  // `gain` 1 keeps the variance of the inputs.
  void linear(const std::string &prefix, int outputs, int inputs, double gain, bool bias = true) {
    tensor(prefix + ".weight", {outputs, inputs}, 0.0, gain * std::sqrt(3.0 / inputs));
    if (bias) tensor(prefix + ".bias", {outputs}, 0.0, 0.2);
  }

  void norm(const std::string &prefix, int size) {
    tensor(prefix + ".weight", {size}, 1.0, 0.3);
    tensor(prefix + ".bias", {size}, 0.0, 0.2);
  }

  Weights take() { return std::move(weights_); }

 private:
  Random random_;
  Values values_;
  Weights weights_;
};

// Queries and keys are drawn larger than the rest, so that attention is far from flat.
constexpr double attention_gain = 1.6;

uint16_t half_bits(float value) {
  if (value == 0.0F) return 0;
  const uint32_t single = bits(value);
  const auto sign = (single >> 16) & 0x8000U;
  const auto exponent = ((single >> 23) & 0xFFU) - 127U + 15U;
  return static_cast<uint16_t>(sign | exponent << 10 | ((single >> 13) & 0x3FFU));
}

template <typename Element>
void append(std::vector<unsigned char> &target, Element element) {
  const auto *begin = reinterpret_cast<const unsigned char *>(&element);
  target.insert(target.end(), begin, begin + sizeof element);
}

template <typename Put, typename Handle>
void put_all(Put put, Handle *handle, const Weights &weights, vnp_element_type type) {
  for (const auto &[name, tensor] : weights) {
    const auto data = bytes(tensor.values, type);
    ASSERT_EQ(VNP_STATUS_OK, put(handle, name.c_str(), type, tensor.shape.data(),
                                 static_cast<int32_t>(tensor.shape.size()), data.data(),
                                 static_cast<int64_t>(data.size())))
        << session::last_message();
  }
}

}  // namespace

Weights esm2(const Shape &shape, uint32_t seed, Values values) {
  Builder builder(seed, values);
  const int width = shape.hidden_size;
  builder.tensor("embeddings.word_embeddings.weight", {shape.vocabulary_size, width}, 0.0, 1.7);
  for (int n = 0; n < shape.layer_count; ++n) {
    const std::string layer = "encoder.layer." + std::to_string(n) + ".";
    builder.norm(layer + "attention.LayerNorm", width);
    builder.linear(layer + "attention.self.query", width, width, attention_gain);
    builder.linear(layer + "attention.self.key", width, width, attention_gain);
    builder.linear(layer + "attention.self.value", width, width, 1.0);
    builder.linear(layer + "attention.output.dense", width, width, 1.0);
    builder.norm(layer + "LayerNorm", width);
    builder.linear(layer + "intermediate.dense", shape.intermediate_size, width, 1.0);
    builder.linear(layer + "output.dense", width, shape.intermediate_size, 1.0);
  }
  builder.norm("encoder.emb_layer_norm_after", width);
  return builder.take();
}

Weights dnabert_s(const Shape &shape, uint32_t seed, Values values) {
  Builder builder(seed, values);
  const int width = shape.hidden_size;
  builder.tensor("embeddings.word_embeddings.weight", {shape.vocabulary_size, width}, 0.0, 1.7);
  builder.tensor("embeddings.token_type_embeddings.weight", {2, width}, 0.0, 0.5);
  builder.norm("embeddings.LayerNorm", width);
  for (int n = 0; n < shape.layer_count; ++n) {
    const std::string layer = "encoder.layer." + std::to_string(n) + ".";
    builder.linear(layer + "attention.self.Wqkv", 3 * width, width, attention_gain);
    builder.linear(layer + "attention.output.dense", width, width, 1.0);
    builder.norm(layer + "attention.output.LayerNorm", width);
    builder.linear(layer + "mlp.gated_layers", 2 * shape.intermediate_size, width, 1.0, false);
    builder.linear(layer + "mlp.wo", width, shape.intermediate_size, 1.0);
    builder.norm(layer + "mlp.layernorm", width);
  }
  return builder.take();
}

Weights classifier(int input_width, int hidden_width, uint32_t seed) {
  Builder builder(seed, Values::float32);
  builder.linear("hidden_layer", hidden_width, input_width, 1.0);
  builder.norm("bn1", hidden_width);
  builder.tensor("bn1.running_mean", {hidden_width}, 0.0, 0.5);
  builder.tensor("bn1.running_var", {hidden_width}, 1.0, 0.8);
  builder.linear("output_layer", 2, hidden_width, 1.0);
  return builder.take();
}

std::vector<int32_t> protein(int residue_count, uint32_t seed) {
  Random random(seed);
  std::vector<int32_t> tokens{0};
  for (int i = 0; i < residue_count; ++i) tokens.push_back(random.between(4, 23));
  tokens.push_back(2);
  return tokens;
}

std::vector<int32_t> words(int token_count, int vocabulary_size, uint32_t seed) {
  Random random(seed);
  std::vector<int32_t> tokens(static_cast<std::size_t>(token_count));
  for (int32_t &token : tokens) token = random.between(5, vocabulary_size - 1);
  tokens.front() = 1;
  tokens.back() = 2;
  return tokens;
}

std::vector<float> features(int count, uint32_t seed) {
  Random random(seed);
  std::vector<float> result(static_cast<std::size_t>(count));
  for (float &value : result) value = static_cast<float>(2.0 * random.signed_unit());
  return result;
}

std::vector<unsigned char> bytes(const std::vector<double> &values, vnp_element_type type) {
  std::vector<unsigned char> result;
  for (double value : values) {
    const auto single = static_cast<float>(value);
    switch (type) {
      case VNP_ELEMENT_TYPE_F32: append(result, single); break;
      case VNP_ELEMENT_TYPE_F16: append(result, half_bits(single)); break;
      case VNP_ELEMENT_TYPE_BF16: append(result, static_cast<uint16_t>(bits(single) >> 16)); break;
      case VNP_ELEMENT_TYPE_F64: append(result, value); break;
    }
  }
  return result;
}

std::string name_of_architecture(const testing::TestParamInfo<vnp_architecture> &parameter) {
  return parameter.param == VNP_ARCHITECTURE_ESM2 ? "Esm2" : "DnabertS";
}

vnp_encoder_config config(vnp_architecture architecture, const Shape &shape) {
  vnp_encoder_config result{};
  result.architecture = architecture;
  result.layer_count = shape.layer_count;
  result.hidden_size = shape.hidden_size;
  result.head_count = shape.head_count;
  result.intermediate_size = shape.intermediate_size;
  result.vocabulary_size = shape.vocabulary_size;
  result.token_dropout = shape.token_dropout ? 1 : 0;
  result.layer_norm_epsilon = shape.layer_norm_epsilon;
  return result;
}

void put(vnp_encoder *encoder, const Weights &weights, vnp_element_type type) {
  put_all(vnp_encoder_tensor_put, encoder, weights, type);
}

void put(vnp_classifier *classifier, const Weights &weights, vnp_element_type type) {
  put_all(vnp_classifier_tensor_put, classifier, weights, type);
}

session::EncoderPtr load(vnp_runtime *runtime, vnp_architecture architecture, const Shape &shape,
                         const Weights &weights, vnp_precision precision, vnp_element_type type) {
  const auto wanted = config(architecture, shape);
  vnp_encoder *encoder = nullptr;
  EXPECT_EQ(VNP_STATUS_OK,
            vnp_encoder_create(runtime, &wanted, VNP_DEVICE_KIND_CPU, 0, precision, &encoder))
      << session::last_message();
  session::EncoderPtr owner(encoder);
  put(encoder, weights, type);
  EXPECT_EQ(VNP_STATUS_OK, vnp_encoder_seal(encoder)) << session::last_message();
  return owner;
}

session::ClassifierPtr load_classifier(vnp_runtime *runtime, const Weights &weights) {
  const auto &hidden = weights.at("hidden_layer.weight").shape;
  vnp_classifier *classifier = nullptr;
  EXPECT_EQ(VNP_STATUS_OK, vnp_classifier_create(runtime, static_cast<int32_t>(hidden[1]),
                                                 static_cast<int32_t>(hidden[0]),
                                                 VNP_DEVICE_KIND_CPU, 0, &classifier))
      << session::last_message();
  session::ClassifierPtr owner(classifier);
  put(classifier, weights);
  EXPECT_EQ(VNP_STATUS_OK, vnp_classifier_seal(classifier)) << session::last_message();
  return owner;
}

std::vector<std::vector<float>> embed(vnp_encoder *encoder, int hidden_size,
                                      const std::vector<std::vector<int32_t>> &rows,
                                      int32_t padding) {
  std::size_t longest = 0;
  for (const auto &row : rows) longest = std::max(longest, row.size());
  std::vector<int32_t> tokens, lengths;
  for (const auto &row : rows) {
    tokens.insert(tokens.end(), row.begin(), row.end());
    tokens.insert(tokens.end(), longest - row.size(), padding);
    lengths.push_back(static_cast<int32_t>(row.size()));
  }

  const auto width = static_cast<std::size_t>(hidden_size);
  std::vector<float> pooled(rows.size() * width, std::nanf(""));
  EXPECT_EQ(VNP_STATUS_OK,
            session::embed(encoder, tokens.data(), lengths.data(),
                              static_cast<int32_t>(rows.size()), static_cast<int32_t>(longest),
                              pooled.data(), static_cast<int64_t>(pooled.size())))
      << session::last_message();
  std::vector<std::vector<float>> result;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto begin = pooled.begin() + static_cast<std::ptrdiff_t>(row * width);
    result.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(width));
  }
  return result;
}

}  // namespace random_model
