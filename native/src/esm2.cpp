// ESM-2 as in fair-esm's class ESM2: pre-LN blocks with rotary positions.
#include <algorithm>
#include <cmath>
#include <map>

#include "encoder.h"

namespace virnucpro {
namespace {

constexpr int32_t mask_token = 32;
// The share of masked positions in training (15 % of positions, 80 % of those a mask token).
constexpr double trained_mask_ratio = 0.15 * 0.8;
// The reference's embedding stops here; the network sees the whole sequence.
constexpr int64_t longest_pooled = 1024;

class Esm2 : public Encoder {
 public:
  Esm2(RuntimePointer runtime, const vnp_encoder_config &config, Device device,
       int32_t compute_dtype)
      : Encoder(std::move(runtime), config, device, compute_dtype) {
    const int64_t vocabulary = config.vocabulary_size;
    word_ = empty({vocabulary, hidden_size()}, torch().aoti_torch_dtype_float32(), device);
    weights().require_tensor("embeddings.word_embeddings.weight", {vocabulary, hidden_size()},
                             word_);
    layers_.reserve(static_cast<std::size_t>(config.layer_count));
    for (int32_t number = 0; number < config.layer_count; ++number) declare_layer(number);
    final_norm_ = declare_norm("encoder.emb_layer_norm_after");
  }

 protected:
  Tensor forward(const TokenBatch &batch) override {
    Tensor x = multiply(embed_tokens(word_, batch), embedding_scale(batch));
    const Tensor mask = batch.has_padding() ? attention_mask(batch) : Tensor();
    for (Layer &layer : layers_) {
      Tensor h = normalize_for_product(x, layer.attention_norm);
      // [batch, tokens, (q, k, v), heads, head size]
      h = reshape(apply(h, layer.qkv),
                  {batch.batch_size, batch.token_count, 3, head_count(), head_size()});
      const Tensor qk = rotate(narrow(h, 2, 0, 2), angles_of(layer, batch.token_count));
      h = attend(select(qk, 2, 0), select(qk, 2, 1), select(h, 2, 2), mask);
      x = add(x, apply(h, layer.attention_output));

      h = apply(normalize_for_product(x, layer.feed_forward_norm), layer.intermediate);
      gelu_(h);
      x = add(x, apply(h, layer.output));
    }
    return normalize(x, final_norm_);
  }

  Range pooled_range(int64_t length) const override {
    return {1, 1 + std::min(length - 2, longest_pooled)};
  }

  int64_t shortest_length() const override { return 3; }  // <cls>, a residue, <eos>

  void prepare() override {
    for (Layer &layer : layers_) {
      const auto *values = static_cast<const double *>(layer.inverse_frequency.data());
      layer.frequencies.assign(values, values + head_size() / 2);
      if (!weights().was_put(layer.inverse_frequency_name)) {
        for (int64_t i = 0; i < head_size() / 2; ++i) {
          // In float, as the reference computes it.
          layer.frequencies[static_cast<std::size_t>(i)] =
              1.0f /
              std::pow(10000.0f, static_cast<float>(2 * i) / static_cast<float>(head_size()));
        }
      }
    }
  }

 private:
  // cos and sin of position × frequency: [tokens, 1, 1, head size / 2], FP32.
  struct Angles {
    Tensor cosine, sine;
  };

  struct Layer {
    Norm attention_norm, feed_forward_norm;
    Dense qkv, attention_output, intermediate, output;
    std::string inverse_frequency_name;
    Tensor inverse_frequency;  // float64 on the host
    std::vector<double> frequencies;
  };

  void declare_layer(int32_t number) {
    const std::string name = "encoder.layer." + std::to_string(number) + ".";
    Layer layer;
    layer.attention_norm = declare_norm(name + "attention.LayerNorm");
    layer.qkv = declare_fused_qkv(name + "attention.self.");
    layer.attention_output =
        declare_dense(name + "attention.output.dense", hidden_size(), hidden_size(), true);
    layer.feed_forward_norm = declare_norm(name + "LayerNorm");
    layer.intermediate =
        declare_dense(name + "intermediate.dense", hidden_size(), config().intermediate_size, true);
    layer.output =
        declare_dense(name + "output.dense", config().intermediate_size, hidden_size(), true);
    layer.inverse_frequency_name = name + "attention.self.rotary_embeddings.inv_freq";
    layer.inverse_frequency =
        empty({head_size() / 2}, torch().aoti_torch_dtype_float64(), cpu_device());
    weights().accept_tensor(layer.inverse_frequency_name, {head_size() / 2},
                            layer.inverse_frequency);
    layers_.push_back(std::move(layer));
  }

  // The three projections as one product; each file tensor goes into its rows.
  Dense declare_fused_qkv(const std::string &name) {
    Dense qkv{empty({3 * hidden_size(), hidden_size()}, compute_dtype(), device()),
              empty({3 * hidden_size()}, compute_dtype(), device())};
    int64_t row = 0;
    for (const char *part : {"query", "key", "value"}) {
      weights().require_tensor(name + part + ".weight", {hidden_size(), hidden_size()},
                               narrow(qkv.weight, 0, row, hidden_size()));
      weights().require_tensor(name + part + ".bias", {hidden_size()},
                               narrow(qkv.bias, 0, row, hidden_size()));
      row += hidden_size();
    }
    return qkv;
  }

  // [batch, tokens, 1], FP32: zero at padding and at <mask>, elsewhere the token-dropout scale
  // (fair-esm, ESM2.forward), which acts at inference too.
  Tensor embedding_scale(const TokenBatch &batch) const {
    std::vector<float> scale(static_cast<std::size_t>(batch.batch_size * batch.token_count), 0.0f);
    for (int64_t row = 0; row < batch.batch_size; ++row) {
      const int32_t *ids = batch.token_ids + row * batch.token_count;
      const int64_t length = batch.lengths[row];
      const bool drops = config().token_dropout == 1;
      const auto masked = drops ? std::count(ids, ids + length, mask_token) : 0;
      const double ratio = static_cast<double>(masked) / static_cast<double>(length);
      const double value = drops ? (1.0 - trained_mask_ratio) / (1.0 - ratio) : 1.0;
      for (int64_t column = 0; column < length; ++column) {
        if (drops && ids[column] == mask_token) continue;
        scale[static_cast<std::size_t>(row * batch.token_count + column)] =
            static_cast<float>(value);
      }
    }
    return upload_fp32(scale, {batch.batch_size, batch.token_count, 1});
  }

  // [batch, 1, 1, tokens], boolean: true where there is a token.
  Tensor attention_mask(const TokenBatch &batch) const {
    std::vector<uint8_t> mask(static_cast<std::size_t>(batch.batch_size * batch.token_count), 0);
    for (int64_t row = 0; row < batch.batch_size; ++row) {
      std::fill_n(mask.begin() + row * batch.token_count, batch.lengths[row], uint8_t{1});
    }
    return upload(mask.data(), {batch.batch_size, 1, 1, batch.token_count},
                  torch().aoti_torch_dtype_bool(), device());
  }

  const Angles &angles_of(const Layer &layer, int64_t token_count) {
    if (token_count != angles_token_count_) {
      angles_.clear();
      angles_token_count_ = token_count;
    }
    // The layers of real files agree on the frequencies, so that this holds one entry.
    const auto found = angles_.find(layer.frequencies);
    if (found != angles_.end()) return found->second;

    const auto half = layer.frequencies.size();
    std::vector<float> cosine(static_cast<std::size_t>(token_count) * half), sine(cosine.size());
    for (std::size_t i = 0; i < cosine.size(); ++i) {
      const double angle = static_cast<double>(i / half) * layer.frequencies[i % half];
      cosine[i] = static_cast<float>(std::cos(angle));
      sine[i] = static_cast<float>(std::sin(angle));
    }
    const Shape shape = {token_count, 1, 1, static_cast<int64_t>(half)};
    return angles_
        .emplace(layer.frequencies, Angles{upload_fp32(cosine, shape), upload_fp32(sine, shape)})
        .first->second;
  }

  // x · cos + cat(−x2, x1) · sin over the two halves of each head, in FP32.
  Tensor rotate(const Tensor &x, const Angles &angles) const {
    const int64_t half = head_size() / 2;
    const Tensor first = narrow(x, 4, 0, half), second = narrow(x, 4, half, half);
    const Tensor turned_first =
        subtract(multiply(first, angles.cosine), multiply(second, angles.sine));
    const Tensor turned_second = add(multiply(second, angles.cosine), multiply(first, angles.sine));
    return to_dtype(cat({&turned_first, &turned_second}, 4), compute_dtype());
  }

  Tensor word_;
  std::vector<Layer> layers_;
  Norm final_norm_;
  std::map<std::vector<double>, Angles> angles_;
  int64_t angles_token_count_ = 0;
};

}  // namespace

std::unique_ptr<Encoder> make_esm2(RuntimePointer runtime, const vnp_encoder_config &config,
                                   Device device, int32_t compute_dtype) {
  if (config.hidden_size / config.head_count % 2 != 0) {
    fail(VNP_STATUS_INVALID_ARGUMENT,
         "hidden_size / head_count is odd; rotary positions need pairs");
  }
  return std::make_unique<Esm2>(std::move(runtime), config, device, compute_dtype);
}

}  // namespace virnucpro
