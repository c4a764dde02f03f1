// ESM-2 as in fair-esm's class ESM2: pre-LN blocks with rotary positions.
#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>

#include "cpu_kernels.h"
#include "encoder.h"

namespace virnucpro {
namespace {

constexpr int32_t mask_token = 32;
// The share of masked positions in training (15 % of positions, 80 % of those a mask token).
constexpr double trained_mask_ratio = 0.15 * 0.8;
// The reference's embedding stops here; the network sees the whole sequence.
constexpr int64_t longest_pooled = 1024;
// Angles are computed for a multiple of so many tokens.
constexpr int64_t angles_step = 64;

class Esm2 : public Encoder {
 public:
  Esm2(RuntimePointer runtime, const vnp_encoder_config &config, Device device,
       int32_t weight_dtype)
      : Encoder(std::move(runtime), config, device, weight_dtype) {
    const int64_t vocabulary = config.vocabulary_size;
    word_ = empty_weight({vocabulary, hidden_size()}, torch().aoti_torch_dtype_float32(), device);
    weights().require_tensor("embeddings.word_embeddings.weight", {vocabulary, hidden_size()},
                             word_);
    layers_.reserve(static_cast<std::size_t>(config.layer_count));
    for (int32_t number = 0; number < config.layer_count; ++number) declare_layer(number);
    final_norm_ = declare_norm("encoder.emb_layer_norm_after");
  }

 protected:
  Tensor forward(const TokenBatch &batch) override {
    Tensor x = multiply(embed_tokens(word_, batch), embedding_scale(batch));
    const Tensor mask =
        batch.has_padding() && !has_attention_kernel() ? attention_mask(batch) : Tensor();
    Tensor normalized = to_dtype(normalize(x, layers_.front().attention_norm), compute_dtype());
    for (std::size_t number = 0; number < layers_.size(); ++number) {
      const Layer &layer = layers_[number];
      const Tensor qkv = layer.qkv.apply(normalized);
      const Tensor angles = angles_of(layer, batch.token_count);
      Tensor h = has_attention_kernel()
                     ? cpu::attend(qkv, head_count(), batch.lengths, nullptr, angles)
                     : attend_turned(heads_of(qkv), batch, angles, mask);
      normalized = add_and_normalize(x, h, layer.attention_output, layer.feed_forward_norm);

      h = layer.intermediate.apply_gelu(normalized);
      if (number + 1 == layers_.size()) {
        x = layer.output.apply_add(h, x);
      } else {
        normalized = add_and_normalize(x, h, layer.output, layers_[number + 1].attention_norm);
      }
    }
    return normalize(x, final_norm_);
  }

  Range pooled_range(int64_t length) const override {
    return {1, 1 + std::min(length - 2, longest_pooled)};
  }

  int64_t shortest_length() const override { return 3; }  // <cls>, a residue, <eos>

  void prepare() override {
    for (Layer &layer : layers_) {
      for (Dense *dense :
           {&layer.qkv, &layer.attention_output, &layer.intermediate, &layer.output}) {
        prepare_dense(*dense);
      }
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
        declare_dense(name + "attention.output.dense", hidden_size(), hidden_size());
    layer.feed_forward_norm = declare_norm(name + "LayerNorm");
    layer.intermediate =
        declare_dense(name + "intermediate.dense", hidden_size(), config().intermediate_size);
    layer.output = declare_dense(name + "output.dense", config().intermediate_size, hidden_size());
    layer.inverse_frequency_name = name + "attention.self.rotary_embeddings.inv_freq";
    layer.inverse_frequency =
        empty({head_size() / 2}, torch().aoti_torch_dtype_float64(), cpu_device());
    weights().accept_tensor(layer.inverse_frequency_name, {head_size() / 2},
                            layer.inverse_frequency);
    layers_.push_back(std::move(layer));
  }

  // The three projections as one product; each file tensor goes into its rows.
  Dense declare_fused_qkv(const std::string &name) {
    const Tensor weight =
        empty_weight({3 * hidden_size(), hidden_size()}, weight_dtype(), device());
    const Tensor bias = empty({3 * hidden_size()}, weight_dtype(), device());
    int64_t number = 0;
    for (const char *part : {"query", "key", "value"}) {
      const Tensor weight_rows = select(parts_of(weight), 0, number);
      const Tensor bias_rows = select(parts_of(bias), 0, number);
      const bool rotates = number < 2;
      weights().require_tensor(name + part + ".weight", {hidden_size(), hidden_size()},
                               rotates ? halves_of_heads(weight_rows) : weight_rows);
      weights().require_tensor(name + part + ".bias", {hidden_size()},
                               rotates ? halves_of_heads(bias_rows) : bias_rows);
      ++number;
    }
    return {weight, bias};
  }

  // Rotary positions turn the first half of a head against the second. With their rows taken in
  // turns, the two of a pair lie side by side, as a complex number; q · k does not change by it.
  // Rows [heads, head size, ...] in that order, seen in the order of the file: [heads, halves, head
  // size / 2, ...].
  Tensor halves_of_heads(const Tensor &rows) const {
    Shape shape = rows.shape();
    shape.erase(shape.begin() + 1);
    shape.insert(shape.begin() + 1, {head_size() / 2, 2});
    return transpose(reshape(rows, shape), 1, 2);
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

  // cos and sin of position × frequency: [tokens, 1, 1, head size / 2, 2], FP32; the first ones of
  // those for the most tokens so far.
  Tensor angles_of(const Layer &layer, int64_t token_count) {
    const std::lock_guard<std::mutex> lock(angles_gate_);
    // The layers of real files agree on the frequencies, so that this holds one entry.
    Tensor &angles = angles_[layer.frequencies];
    if (!angles || angles.shape()[0] < token_count) {
      const int64_t count = (token_count + angles_step - 1) / angles_step * angles_step;
      std::vector<float> values;
      values.reserve(static_cast<std::size_t>(count * head_size()));
      for (int64_t position = 0; position < count; ++position) {
        for (const double frequency : layer.frequencies) {
          const double angle = static_cast<double>(position) * frequency;
          values.push_back(static_cast<float>(std::cos(angle)));
          values.push_back(static_cast<float>(std::sin(angle)));
        }
      }
      angles = upload_fp32(values, {count, 1, 1, head_size() / 2, 2});
    }
    return narrow(angles, 0, 0, token_count);
  }

  Tensor attend_turned(const Tensor &qkv, const TokenBatch &batch, const Tensor &angles,
                       const Tensor &mask) const {
    // In FP32: [batch, tokens, heads, (q, k), head size].
    const Tensor turned = to_dtype(narrow(qkv, 3, 0, 2), torch().aoti_torch_dtype_float32());
    const Tensor pairs = view_as_complex(reshape(
        turned, {batch.batch_size, batch.token_count, head_count(), 2, head_size() / 2, 2}));
    multiply_(pairs, view_as_complex(angles));
    const Tensor qk = to_dtype(turned, compute_dtype());
    return attend(select(qk, 3, 0), select(qk, 3, 1), select(qkv, 3, 2), mask);
  }

  Tensor word_;
  std::vector<Layer> layers_;
  Norm final_norm_;
  std::mutex angles_gate_;
  std::map<std::vector<double>, Tensor> angles_;
};

}  // namespace

std::unique_ptr<Encoder> make_esm2(RuntimePointer runtime, const vnp_encoder_config &config,
                                   Device device, int32_t weight_dtype) {
  if (config.hidden_size / config.head_count % 2 != 0) {
    fail(VNP_STATUS_INVALID_ARGUMENT,
         "hidden_size / head_count is odd; rotary positions need pairs");
  }
  return std::make_unique<Esm2>(std::move(runtime), config, device, weight_dtype);
}

}  // namespace virnucpro
