#include "encoder.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "cpu_kernels.h"
#include "crew.h"
#include "rows.h"

namespace virnucpro {
namespace {

void require_positive(int32_t value, const char *field) {
  if (value <= 0) {
    fail(VNP_STATUS_INVALID_ARGUMENT,
         std::string(field) + " is " + std::to_string(value) + "; it must be positive");
  }
}

void validate(const vnp_encoder_config &config) {
  require_positive(config.layer_count, "layer_count");
  require_positive(config.hidden_size, "hidden_size");
  require_positive(config.head_count, "head_count");
  require_positive(config.intermediate_size, "intermediate_size");
  require_positive(config.vocabulary_size, "vocabulary_size");
  if (config.hidden_size % config.head_count != 0) {
    fail(VNP_STATUS_INVALID_ARGUMENT, "hidden_size " + std::to_string(config.hidden_size) +
                                          " is not a multiple of head_count " +
                                          std::to_string(config.head_count));
  }
  require(config.layer_norm_epsilon > 0 && config.layer_norm_epsilon < 1,
          "layer_norm_epsilon is outside 0 to 1");
  require(config.token_dropout == 0 || config.token_dropout == 1, "token_dropout is not 0 or 1");
  require(config.reserved == 0, "reserved is not 0");
}

// Makes the CPU compute with the operators that every other device takes.
bool wants_plain_operators() { return std::getenv("VIRNUCPRO_PLAIN_OPERATORS") != nullptr; }

}  // namespace

Embedding::Embedding(const Tensor &pooled, Device device) : rows_(pooled) {
  if (device.is_cpu()) return;
  rows_ = empty_pinned(pooled.shape(), pooled.dtype());
  rows_.queue_copy_from(pooled);
  arrival_.emplace(device.index);
}

const Tensor &Embedding::wait() const {
  if (arrival_) arrival_->wait();
  return rows_;
}

bool TokenBatch::has_padding() const {
  return std::any_of(lengths, lengths + batch_size,
                     [this](int32_t length) { return length != token_count; });
}

Encoder::Encoder(RuntimePointer runtime, const vnp_encoder_config &config, Device device,
                 int32_t weight_dtype)
    : runtime_(std::move(runtime)),
      config_(config),
      device_(device),
      weight_dtype_(weight_dtype),
      has_kernels_(cpu::has_kernels(device, weight_dtype) && !wants_plain_operators()),
      has_attention_kernel_(has_kernels_ && cpu::serves_attention(head_size())) {}

void Encoder::seal() {
  weights_.seal();
  prepare();
}

void Encoder::validate(const TokenBatch &batch) const {
  require(weights_.is_sealed(), "the encoder is not sealed yet");
  require(batch.token_ids != nullptr, "token_ids is NULL");
  require(batch.lengths != nullptr, "lengths is NULL");
  require(batch.batch_size > 0, "batch_size is not positive");
  require(batch.token_count > 0, "token_count is not positive");
  for (int64_t row = 0; row < batch.batch_size; ++row) {
    const int32_t length = batch.lengths[row];
    if (length < shortest_length() || length > batch.token_count) {
      fail(VNP_STATUS_INVALID_ARGUMENT,
           "lengths[" + std::to_string(row) + "] is " + std::to_string(length) + "; it must be " +
               std::to_string(shortest_length()) + " to " + std::to_string(batch.token_count));
    }
    for (int64_t column = 0; column < batch.token_count; ++column) {
      const int32_t id = batch.token_ids[row * batch.token_count + column];
      if (id < 0 || id >= config_.vocabulary_size) {
        fail(VNP_STATUS_INVALID_ARGUMENT, "token_ids[" + std::to_string(row) + ", " +
                                              std::to_string(column) + "] is " +
                                              std::to_string(id) + "; the vocabulary has " +
                                              std::to_string(config_.vocabulary_size) + " tokens");
      }
    }
  }
}

Tensor Encoder::pooled(const TokenBatch &batch) {
  const Tensor hidden = forward(batch);
  if (!computes_rows_alone()) return pool(hidden, batch);
  Tensor result = empty({batch.batch_size, 1, width()}, hidden.dtype(), device_);
  auto *const means = static_cast<float *>(result.data());
  const auto *const states = static_cast<const float *>(hidden.data());
  const Shape strides = hidden.strides();
  for (int64_t row = 0; row < batch.batch_size; ++row) {
    const Range range = pooled_range(batch.lengths[row]);
    cpu::mean(states + row * strides[0] + range.start * strides[1], range.end - range.start,
              strides[1], width(), means + row * width());
  }
  return result;
}

// A product with the weights 1/n and 0: one operator for equal and for mixed lengths.
Tensor Encoder::pool(const Tensor &hidden, const TokenBatch &batch) const {
  std::vector<float> weights(static_cast<std::size_t>(batch.batch_size * batch.token_count), 0.0f);
  for (int64_t row = 0; row < batch.batch_size; ++row) {
    const Range range = pooled_range(batch.lengths[row]);
    const auto first = weights.begin() + row * batch.token_count;
    std::fill(first + range.start, first + range.end,
              1.0f / static_cast<float>(range.end - range.start));
  }
  return batched_matmul(upload_fp32(weights, {batch.batch_size, 1, batch.token_count}), hidden);
}

Encoder::Norm Encoder::declare_norm(const std::string &name) {
  const int32_t dtype = torch().aoti_torch_dtype_float32();
  const Shape shape = {hidden_size()};
  Norm norm{empty(shape, dtype, device_), empty(shape, dtype, device_)};
  weights_.require_tensor(name + ".weight", shape, norm.weight);
  weights_.require_tensor(name + ".bias", shape, norm.bias);
  return norm;
}

Dense Encoder::declare_dense(const std::string &name, int64_t inputs, int64_t outputs) {
  const Tensor weight = empty_weight({outputs, inputs}, weight_dtype_, device_);
  const Tensor bias = empty({outputs}, weight_dtype_, device_);
  weights_.require_tensor(name + ".weight", {outputs, inputs}, weight);
  weights_.require_tensor(name + ".bias", {outputs}, bias);
  return {weight, bias};
}

Tensor Encoder::parts_of(const Tensor &rows) const {
  Shape shape = rows.shape();
  shape.erase(shape.begin());
  shape.insert(shape.begin(), {head_count(), 3, head_size()});
  return transpose(reshape(rows, shape), 0, 1);
}

Tensor Encoder::normalize(const Tensor &x, const Norm &norm) const {
  return layer_norm(x, hidden_size(), norm.weight, norm.bias, config_.layer_norm_epsilon);
}

Tensor Encoder::add_and_normalize(Tensor &x, const Tensor &h, const Dense &dense,
                                  const Norm &norm) const {
  if (dense.can_normalize()) {
    const Tensor normalized = cpu::empty_rows(x.shape());
    x = dense.apply_add(h, x, {norm.weight, norm.bias, config_.layer_norm_epsilon, &normalized});
    return normalized;
  }
  x = dense.apply_add(h, x);
  return to_dtype(normalize(x, norm), compute_dtype());
}

Tensor Encoder::add_and_renormalize(Tensor &x, const Tensor &h, const Dense &dense,
                                    const Norm &norm) const {
  if (dense.can_normalize()) {
    x = dense.apply_add(h, x, {norm.weight, norm.bias, config_.layer_norm_epsilon});
    return x;
  }
  x = normalize(dense.apply_add(h, x), norm);
  return to_dtype(x, compute_dtype());
}

Tensor Encoder::embed_tokens(const Tensor &table, const TokenBatch &batch) const {
  return embedding(table, upload(batch.token_ids, {batch.batch_size, batch.token_count},
                                 torch().aoti_torch_dtype_int32(), device_));
}

Tensor Encoder::heads_of(const Tensor &qkv) const {
  const Shape shape = qkv.shape();
  return reshape(contiguous(qkv), {shape[0], shape[1], head_count(), 3, head_size()});
}

Tensor Encoder::attend(const Tensor &q, const Tensor &k, const Tensor &v,
                       const Tensor &mask) const {
  const double scale = 1.0 / std::sqrt(static_cast<double>(head_size()));
  const Tensor heads =
      attention(transpose(q, 1, 2), transpose(k, 1, 2), transpose(v, 1, 2), mask, scale);
  return flatten(transpose(heads, 1, 2), 2, 3);
}

Tensor Encoder::upload_fp32(const std::vector<float> &values, const Shape &shape) const {
  return upload(values.data(), shape, torch().aoti_torch_dtype_float32(), device_);
}

}  // namespace virnucpro

struct vnp_encoder {
  std::unique_ptr<virnucpro::Encoder> encoder;
  // Once sealed, on the CPU where an encoder computes rows alone; otherwise null, and operators
  // share their work out.
  std::unique_ptr<virnucpro::Crew> crew;
};

struct vnp_embedding {
  int64_t value_count;
  std::optional<virnucpro::Embedding> queued;
  std::shared_ptr<virnucpro::CrewBatch> in_hand;  // of the crew, instead

  ~vnp_embedding() {
    if (in_hand) in_hand->drop();
  }
};

namespace {

vnp_encoder &valid(vnp_encoder *handle) {
  virnucpro::require(handle != nullptr, "encoder is NULL");
  return *handle;
}

}  // namespace

using namespace virnucpro;

vnp_status vnp_encoder_create(vnp_runtime *runtime, const vnp_encoder_config *config,
                              vnp_device_kind device_kind, int32_t device_index,
                              vnp_precision precision, vnp_encoder **encoder) {
  return torch_guard([&] {
    require(config != nullptr, "config is NULL");
    require(encoder != nullptr, "encoder is NULL");
    const RuntimePointer &opened = runtime_of(runtime);
    validate(*config);
    const Device device = opened->find_device(device_kind, device_index);
    const int32_t dtype = dtype_of(precision);
    std::unique_ptr<Encoder> made;
    switch (config->architecture) {
      case VNP_ARCHITECTURE_ESM2: made = make_esm2(opened, *config, device, dtype); break;
      case VNP_ARCHITECTURE_DNABERT_S: made = make_dnabert_s(opened, *config, device, dtype); break;
    }
    if (made == nullptr) {
      fail(VNP_STATUS_INVALID_ARGUMENT,
           "unknown architecture " + std::to_string(config->architecture));
    }
    *encoder = new vnp_encoder{std::move(made), nullptr};
  });
}

void vnp_encoder_free(vnp_encoder *encoder) { delete encoder; }

vnp_status vnp_encoder_tensor_put(vnp_encoder *encoder, const char *name,
                                  vnp_element_type element_type, const int64_t *shape,
                                  int32_t dimension_count, const void *data, int64_t byte_count) {
  return torch_guard([&] {
    valid(encoder).encoder->weights().put(name, element_type, shape, dimension_count, data,
                                          byte_count);
  });
}

vnp_status vnp_encoder_seal(vnp_encoder *encoder) {
  return torch_guard([&] {
    auto &[sealed, crew] = valid(encoder);
    sealed->seal();
    if (sealed->computes_rows_alone()) crew = std::make_unique<Crew>(*sealed);
  });
}

vnp_status vnp_embedding_create(vnp_encoder *encoder, const int32_t *token_ids,
                                const int32_t *lengths, int32_t batch_size, int32_t token_count,
                                vnp_embedding **embedding) {
  return torch_guard([&] {
    require(embedding != nullptr, "embedding is NULL");
    const auto &[computing, crew] = valid(encoder);
    const TokenBatch batch{token_ids, lengths, batch_size, token_count};
    computing->validate(batch);
    const int64_t value_count = batch_size * computing->width();
    if (crew && crew->has_work_for_all(batch)) {
      *embedding = new vnp_embedding{value_count, std::nullopt, crew->start(batch)};
    } else {
      *embedding = new vnp_embedding{
          value_count, Embedding(computing->pooled(batch), computing->device()), nullptr};
    }
  });
}

vnp_status vnp_embedding_copy(vnp_embedding *embedding, float *pooled, int64_t pooled_capacity) {
  return torch_guard([&] {
    require(embedding != nullptr, "embedding is NULL");
    require(pooled != nullptr, "pooled is NULL");
    if (pooled_capacity < embedding->value_count) {
      fail(VNP_STATUS_INVALID_ARGUMENT,
           "pooled holds " + std::to_string(pooled_capacity) + " elements; the batch needs " +
               std::to_string(embedding->value_count));
    }
    if (embedding->in_hand) {
      const std::vector<float> &rows = embedding->in_hand->wait();
      std::copy(rows.begin(), rows.end(), pooled);
    } else {
      const Tensor &rows = embedding->queued->wait();
      borrow(pooled, rows.shape(), rows.dtype()).copy_from(rows);
    }
  });
}

void vnp_embedding_free(vnp_embedding *embedding) { delete embedding; }
