// VirNucPro's MLPClassifier in evaluation: Linear, BatchNorm1d, ReLU, Linear, softmax.
#include <memory>
#include <string>

#include "runtime.h"
#include "weights.h"

namespace virnucpro {
namespace {

constexpr int64_t class_count = 2;
constexpr double batch_norm_epsilon = 1e-5;  // PyTorch's default, which the reference leaves

class Classifier {
 public:
  Classifier(RuntimePointer runtime, int64_t input_width, int64_t hidden_width, Device device)
      : runtime_(std::move(runtime)), input_width_(input_width), device_(device) {
    hidden_weight_ = declare("hidden_layer.weight", {hidden_width, input_width});
    hidden_bias_ = declare("hidden_layer.bias", {hidden_width});
    norm_weight_ = declare("bn1.weight", {hidden_width});
    norm_bias_ = declare("bn1.bias", {hidden_width});
    norm_mean_ = declare("bn1.running_mean", {hidden_width});
    norm_variance_ = declare("bn1.running_var", {hidden_width});
    output_weight_ = declare("output_layer.weight", {class_count, hidden_width});
    output_bias_ = declare("output_layer.bias", {class_count});
  }

  Weights &weights() { return weights_; }

  void score(const float *features, int64_t row_count, float *probabilities,
             int64_t probabilities_capacity) const {
    require(weights_.is_sealed(), "the classifier is not sealed yet");
    require(features != nullptr, "features is NULL");
    require(probabilities != nullptr, "probabilities is NULL");
    require(row_count > 0, "row_count is not positive");
    if (probabilities_capacity < row_count * class_count) {
      fail(VNP_STATUS_INVALID_ARGUMENT,
           "probabilities holds " + std::to_string(probabilities_capacity) +
               " elements; the rows need " + std::to_string(row_count * class_count));
    }
    const int32_t fp32 = torch().aoti_torch_dtype_float32();
    Tensor x = upload(features, {row_count, input_width_}, fp32, device_);
    x = linear(x, hidden_weight_, hidden_bias_);
    x = relu(
        batch_norm(x, norm_weight_, norm_bias_, norm_mean_, norm_variance_, batch_norm_epsilon));
    x = softmax(linear(x, output_weight_, output_bias_), 1);
    borrow(probabilities, {row_count, class_count}, fp32).copy_from(x);
  }

 private:
  Tensor declare(const char *name, const Shape &shape) {
    Tensor tensor = empty(shape, torch().aoti_torch_dtype_float32(), device_);
    weights_.require_tensor(name, shape, tensor);
    return tensor;
  }

  RuntimePointer runtime_;
  int64_t input_width_;
  Device device_;
  Weights weights_;
  Tensor hidden_weight_, hidden_bias_;
  Tensor norm_weight_, norm_bias_, norm_mean_, norm_variance_;
  Tensor output_weight_, output_bias_;
};

}  // namespace
}  // namespace virnucpro

struct vnp_classifier {
  virnucpro::Classifier classifier;
};

namespace {

virnucpro::Classifier &classifier_of(vnp_classifier *handle) {
  virnucpro::require(handle != nullptr, "classifier is NULL");
  return handle->classifier;
}

}  // namespace

using namespace virnucpro;

vnp_status vnp_classifier_create(vnp_runtime *runtime, int32_t input_width, int32_t hidden_width,
                                 vnp_device_kind device_kind, int32_t device_index,
                                 vnp_classifier **classifier) {
  return torch_guard([&] {
    require(classifier != nullptr, "classifier is NULL");
    require(input_width > 0, "input_width is not positive");
    require(hidden_width > 0, "hidden_width is not positive");
    const RuntimePointer &opened = runtime_of(runtime);
    const Device device = opened->find_device(device_kind, device_index);
    *classifier = new vnp_classifier{Classifier(opened, input_width, hidden_width, device)};
  });
}

void vnp_classifier_free(vnp_classifier *classifier) { delete classifier; }

vnp_status vnp_classifier_tensor_put(vnp_classifier *classifier, const char *name,
                                     vnp_element_type element_type, const int64_t *shape,
                                     int32_t dimension_count, const void *data,
                                     int64_t byte_count) {
  return torch_guard([&] {
    classifier_of(classifier)
        .weights()
        .put(name, element_type, shape, dimension_count, data, byte_count);
  });
}

vnp_status vnp_classifier_seal(vnp_classifier *classifier) {
  return torch_guard([&] { classifier_of(classifier).weights().seal(); });
}

vnp_status vnp_classifier_score(vnp_classifier *classifier, const float *features,
                                int32_t row_count, float *probabilities,
                                int64_t probabilities_capacity) {
  return torch_guard([&] {
    classifier_of(classifier).score(features, row_count, probabilities, probabilities_capacity);
  });
}
