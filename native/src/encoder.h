// What both encoders share: configuration, weights, validation of a batch, pooling.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "cuda.h"
#include "dense.h"
#include "runtime.h"
#include "weights.h"

namespace virnucpro {

// Token ids as the caller gave them, in memory of the host.
struct TokenBatch {
  const int32_t *token_ids;  // [batch_size, token_count]
  const int32_t *lengths;    // [batch_size]
  int64_t batch_size;
  int64_t token_count;

  bool has_padding() const;
};

// The pooled rows of a batch, on their way from the device to memory of the host.
class Embedding {
 public:
  // pooled: [batch_size, 1, width] FP32, on `device`, queued there.
  Embedding(const Tensor &pooled, Device device);

  // Waits for the rows, [batch_size, 1, width].
  const Tensor &wait() const;

 private:
  Tensor rows_;  // on the host
  std::optional<cuda::Event> arrival_;
};

class Encoder {
 public:
  Encoder(RuntimePointer runtime, const vnp_encoder_config &config, Device device,
          int32_t weight_dtype);
  virtual ~Encoder() = default;
  Encoder(const Encoder &) = delete;
  Encoder &operator=(const Encoder &) = delete;

  Weights &weights() { return weights_; }
  void seal();
  // Throws what is wrong with a batch.
  void validate(const TokenBatch &batch) const;
  // The pooled rows of a batch that is valid, [batch_size, 1, width] in FP32 on the device; queued
  // there, on the CPU computed.
  Tensor pooled(const TokenBatch &batch);
  // Whether a row has the same bits whatever the other rows of its batch and its padding, and
  // several threads may compute at once.
  bool computes_rows_alone() const { return has_attention_kernel_; }
  int64_t width() const { return config_.hidden_size; }
  Device device() const { return device_; }

 protected:
  struct Range {
    int64_t start, end;
  };
  // The layer norm of a block; always FP32.
  struct Norm {
    Tensor weight, bias;
  };
  // Hidden states [batch_size, token_count, hidden_size] after the last layer, FP32.
  virtual Tensor forward(const TokenBatch &batch) = 0;
  // Positions of a sequence of `length` tokens that its embedding is the mean of.
  virtual Range pooled_range(int64_t length) const = 0;
  virtual int64_t shortest_length() const = 0;
  // What is derived from the weights once they are all there.
  virtual void prepare() {}

  Norm declare_norm(const std::string &name);
  Dense declare_dense(const std::string &name, int64_t inputs, int64_t outputs);
  // Rows [3 · hidden size, ...] of the layer that computes q, k and v at once, as
  // [(q, k, v), heads, head size, ...]. The three of a head lie together, as attention reads them.
  Tensor parts_of(const Tensor &rows) const;
  // To be called for each layer in `prepare`.
  template <typename Layer>
  void prepare_dense(Layer &dense) const {
    if (has_kernels_) dense.pack();
  }

  // In FP32.
  Tensor normalize(const Tensor &x, const Norm &norm) const;
  // The residual stream x, FP32, goes on: x += dense(h). Returns the LayerNorm of the new x in the
  // compute dtype.
  Tensor add_and_normalize(Tensor &x, const Tensor &h, const Dense &dense, const Norm &norm) const;
  // x = LayerNorm(x + dense(h)). Returns the new x in the compute dtype.
  Tensor add_and_renormalize(Tensor &x, const Tensor &h, const Dense &dense,
                             const Norm &norm) const;
  Tensor embed_tokens(const Tensor &table, const TokenBatch &batch) const;
  // Products of the layer of `parts_of`, [batch, tokens, 3 · hidden size], as [batch, tokens,
  // heads, (q, k, v), head size], contiguous, for libtorch's attention.
  Tensor heads_of(const Tensor &qkv) const;
  // The heads' outputs for q, k, v [batch, tokens, heads, head size], joined to
  // [batch, tokens, hidden size]; by libtorch.
  Tensor attend(const Tensor &q, const Tensor &k, const Tensor &v, const Tensor &mask) const;
  Tensor upload_fp32(const std::vector<float> &values, const Shape &shape) const;

  const vnp_encoder_config &config() const { return config_; }
  // Of the layers' weights and biases.
  int32_t weight_dtype() const { return weight_dtype_; }
  // What layers take and give, and attention computes in.
  int32_t compute_dtype() const {
    return has_kernels_ ? torch().aoti_torch_dtype_float32() : weight_dtype_;
  }
  int64_t hidden_size() const { return config_.hidden_size; }
  int64_t head_count() const { return config_.head_count; }
  // Whether the CPU's own attention serves this encoder, or that of all devices.
  bool has_attention_kernel() const { return has_attention_kernel_; }
  int64_t head_size() const { return config_.hidden_size / config_.head_count; }

 private:
  Tensor pool(const Tensor &hidden, const TokenBatch &batch) const;

  RuntimePointer runtime_;
  vnp_encoder_config config_;
  Device device_;
  int32_t weight_dtype_;
  bool has_kernels_;  // of the CPU, for products at least
  bool has_attention_kernel_;
  Weights weights_;
};

std::unique_ptr<Encoder> make_esm2(RuntimePointer runtime, const vnp_encoder_config &config,
                                   Device device, int32_t weight_dtype);
std::unique_ptr<Encoder> make_dnabert_s(RuntimePointer runtime, const vnp_encoder_config &config,
                                        Device device, int32_t weight_dtype);

}  // namespace virnucpro
