// The matrix products alone that encoders are measured against.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "runtime.h"

using namespace virnucpro;

namespace {

// Zeros and denormals take another time than the numbers of a model, and another power.
class RandomTensors {
 public:
  RandomTensors(int32_t dtype, Device device) : dtype_(dtype), device_(device) {}

  // Uniform within `bound` of 0.
  Tensor make(const Shape &shape, float bound) {
    int64_t count = 1;
    for (const int64_t size : shape) count *= size;
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float &value : values) {
      state_ = state_ * 6364136223846793005U + 1442695040888963407U;
      value = bound * (static_cast<float>(state_ >> 40) * 0x1p-23F - 1);
    }
    Tensor result = empty(shape, dtype_, device_);
    result.copy_from(borrow(values.data(), shape, torch().aoti_torch_dtype_float32()));
    return result;
  }

 private:
  int32_t dtype_;
  Device device_;
  uint64_t state_ = 20261124;
};

// A copy to the host waits for whatever was queued on the device before it.
void wait_for(const Tensor &result) {
  float element = 0;
  borrow(&element, {1, 1}, torch().aoti_torch_dtype_float32())
      .copy_from(narrow(narrow(result, 0, 0, 1), 1, 0, 1));
}

}  // namespace

vnp_status vnp_linear_time(vnp_runtime *runtime, vnp_device_kind device_kind, int32_t device_index,
                           vnp_precision precision, int64_t row_count, int32_t input_width,
                           int32_t output_width, int32_t has_bias, int32_t repetition_count,
                           double *seconds) {
  return torch_guard([&] {
    require(seconds != nullptr, "seconds is NULL");
    require(row_count > 0, "row_count is not positive");
    require(input_width > 0, "input_width is not positive");
    require(output_width > 0, "output_width is not positive");
    require(has_bias == 0 || has_bias == 1, "has_bias is not 0 or 1");
    require(repetition_count > 0, "repetition_count is not positive");
    require(row_count <= INT64_MAX / 8 / std::max(input_width, output_width),
            "row_count is too large");
    const Device device = runtime_of(runtime)->find_device(device_kind, device_index);
    RandomTensors random(dtype_of(precision), device);
    const Tensor x = random.make({row_count, input_width}, 1);
    const Tensor weight = random.make({output_width, input_width}, 0.05F);
    const Tensor bias = has_bias == 1 ? random.make({output_width}, 0.05F) : Tensor();

    Tensor result = linear(x, weight, bias);
    wait_for(result);
    const auto start = std::chrono::steady_clock::now();
    for (int32_t i = 0; i < repetition_count; ++i) result = linear(x, weight, bias);
    wait_for(result);
    *seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  });
}
