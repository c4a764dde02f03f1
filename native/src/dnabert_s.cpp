// DNABERT-S, a MosaicBERT: post-LN blocks, ALiBi instead of positions, gated MLP.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "cpu_kernels.h"
#include "encoder.h"

namespace virnucpro {
namespace {

// The ALiBi bias is built for a multiple of so many tokens. Of 8 at least: CUDA's attention wants
// rows of a bias to begin at multiples of 8 elements, and would copy it in each layer to bring that
// about.
constexpr int64_t alibi_step = 64;

// MosaicBERT, BertEncoder.rebuild_alibi_tensor: a geometric series for a power of two; otherwise
// that of the power below, then every second one of the series of twice as many heads.
std::vector<float> alibi_slopes(int64_t heads) {
  const auto series = [](int64_t count) {
    std::vector<double> slopes;
    for (int64_t k = 1; k <= count; ++k) {
      slopes.push_back(std::pow(2.0, -8.0 * static_cast<double>(k) / static_cast<double>(count)));
    }
    return slopes;
  };
  int64_t power = 1;
  while (power * 2 <= heads) power *= 2;
  std::vector<double> slopes = series(power);
  const std::vector<double> twice = series(2 * power);
  for (std::size_t i = 0; static_cast<int64_t>(slopes.size()) < heads; i += 2) {
    slopes.push_back(twice[i]);
  }
  return {slopes.begin(), slopes.end()};
}

class DnabertS : public Encoder {
 public:
  DnabertS(RuntimePointer runtime, const vnp_encoder_config &config, Device device,
           int32_t weight_dtype)
      : Encoder(std::move(runtime), config, device, weight_dtype),
        slopes_(alibi_slopes(head_count())) {
    const int32_t fp32 = torch().aoti_torch_dtype_float32();
    const int64_t vocabulary = config.vocabulary_size;
    word_ = empty_weight({vocabulary, hidden_size()}, fp32, device);
    token_types_ = empty({2, hidden_size()}, fp32, device);
    weights().require_tensor("embeddings.word_embeddings.weight", {vocabulary, hidden_size()},
                             word_);
    weights().require_tensor("embeddings.token_type_embeddings.weight", {2, hidden_size()},
                             token_types_);
    embedding_norm_ = declare_norm("embeddings.LayerNorm");
    layers_.reserve(static_cast<std::size_t>(config.layer_count));
    for (int32_t number = 0; number < config.layer_count; ++number) declare_layer(number);
  }

 protected:
  Tensor forward(const TokenBatch &batch) override {
    Tensor x = normalize(embed_tokens(word_, batch), embedding_norm_);
    const Tensor bias = has_attention_kernel() ? Tensor() : attention_bias(batch);
    Tensor normalized = to_dtype(x, compute_dtype());
    for (const Layer &layer : layers_) {
      const Tensor qkv = layer.qkv.apply(normalized);
      Tensor h = has_attention_kernel()
                     ? cpu::attend(qkv, head_count(), batch.lengths, slopes_.data(), Tensor())
                     : attend_biased(heads_of(qkv), bias);
      normalized = add_and_renormalize(x, h, layer.attention_output, layer.attention_norm);

      h = layer.gated.apply(normalized);
      normalized = add_and_renormalize(x, h, layer.output, layer.output_norm);
    }
    return x;
  }

  Range pooled_range(int64_t length) const override { return {0, length}; }

  int64_t shortest_length() const override { return 1; }

  void prepare() override {
    // Every token is of type 0.
    word_ = add(word_, select(token_types_, 0, 0));
    for (Layer &layer : layers_) {
      for (Dense *dense : {&layer.qkv, &layer.attention_output, &layer.output}) {
        prepare_dense(*dense);
      }
      prepare_dense(layer.gated);
    }
  }

 private:
  struct Layer {
    Dense qkv, attention_output, output;
    GatedDense gated;
    Norm attention_norm, output_norm;
  };

  void declare_layer(int32_t number) {
    const std::string name = "encoder.layer." + std::to_string(number) + ".";
    const int64_t intermediate = config().intermediate_size;
    Layer layer;
    layer.qkv = declare_fused_qkv(name + "attention.self.Wqkv");
    layer.attention_output =
        declare_dense(name + "attention.output.dense", hidden_size(), hidden_size());
    layer.attention_norm = declare_norm(name + "attention.output.LayerNorm");
    const Tensor gated = empty_weight({2 * intermediate, hidden_size()}, weight_dtype(), device());
    weights().require_tensor(name + "mlp.gated_layers.weight", {2 * intermediate, hidden_size()},
                             gated);
    layer.gated =
        GatedDense(narrow(gated, 0, 0, intermediate), narrow(gated, 0, intermediate, intermediate));
    layer.output = declare_dense(name + "mlp.wo", intermediate, hidden_size());
    layer.output_norm = declare_norm(name + "mlp.layernorm");
    layers_.push_back(std::move(layer));
  }

  Dense declare_fused_qkv(const std::string &name) {
    const int64_t width = 3 * hidden_size();
    const Tensor weight = empty_weight({width, hidden_size()}, weight_dtype(), device());
    const Tensor bias = empty({width}, weight_dtype(), device());
    weights().require_tensor(name + ".weight", {width, hidden_size()}, parts_of(weight));
    weights().require_tensor(name + ".bias", {width}, parts_of(bias));
    return {weight, bias};
  }

  Tensor attend_biased(const Tensor &qkv, const Tensor &bias) const {
    return attend(select(qkv, 3, 0), select(qkv, 3, 1), select(qkv, 3, 2), bias);
  }

  // What is added to the scores: −slope · |i − j|, and −∞ at padding. [1 or batch, heads, tokens,
  // tokens] in the compute dtype.
  Tensor attention_bias(const TokenBatch &batch) {
    Tensor alibi = alibi_bias(batch.token_count);
    if (!batch.has_padding()) return alibi;
    std::vector<float> padding(static_cast<std::size_t>(batch.batch_size * batch.token_count),
                               -std::numeric_limits<float>::infinity());
    for (int64_t row = 0; row < batch.batch_size; ++row) {
      std::fill_n(padding.begin() + row * batch.token_count, batch.lengths[row], 0.0f);
    }
    const Tensor blocked = upload_fp32(padding, {batch.batch_size, 1, 1, batch.token_count});
    return add(alibi, to_dtype(blocked, compute_dtype()));
  }

  // A corner of the bias for the most tokens so far.
  Tensor alibi_bias(int64_t token_count) {
    if (token_count > alibi_token_count_) {
      const int64_t count = (token_count + alibi_step - 1) / alibi_step * alibi_step;
      std::vector<float> distance(static_cast<std::size_t>(count * count));
      for (int64_t i = 0; i < count; ++i) {
        for (int64_t j = 0; j < count; ++j) {
          distance[static_cast<std::size_t>(i * count + j)] = -static_cast<float>(std::abs(i - j));
        }
      }
      alibi_ = to_dtype(multiply(upload_fp32(slopes_, {1, head_count(), 1, 1}),
                                 upload_fp32(distance, {1, 1, count, count})),
                        compute_dtype());
      alibi_token_count_ = count;
    }
    return narrow(narrow(alibi_, 2, 0, token_count), 3, 0, token_count);
  }

  Tensor word_, token_types_;
  Norm embedding_norm_;
  std::vector<Layer> layers_;
  const std::vector<float> slopes_;
  Tensor alibi_;
  int64_t alibi_token_count_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_dnabert_s(RuntimePointer runtime, const vnp_encoder_config &config,
                                        Device device, int32_t weight_dtype) {
  return std::make_unique<DnabertS>(std::move(runtime), config, device, weight_dtype);
}

}  // namespace virnucpro
