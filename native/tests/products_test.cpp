#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "session.h"

namespace {

constexpr double untouched = -77;

class ProductsTest : public testing::Test {
 protected:
  struct Request {
    int kind = VNP_DEVICE_KIND_CPU;
    int32_t index = 0;
    int precision = VNP_PRECISION_FP32;
    int64_t rows = 5;
    int32_t inputs = 8, outputs = 3, has_bias = 1, repetitions = 2;

    template <typename Value>
    Request with(Value Request::*field, Value value) const {
      Request changed = *this;
      changed.*field = value;
      return changed;
    }
  };

  vnp_status time(const Request &request) {
    return vnp_linear_time(runtime_.get(), static_cast<vnp_device_kind>(request.kind),
                           request.index, static_cast<vnp_precision>(request.precision),
                           request.rows, request.inputs, request.outputs, request.has_bias,
                           request.repetitions, &seconds_);
  }

  void expect_refused(const Request &request, const char *named,
                      vnp_status status = VNP_STATUS_INVALID_ARGUMENT) {
    EXPECT_EQ(status, time(request));
    EXPECT_NE(std::string::npos, session::last_message().find(named)) << session::last_message();
    EXPECT_EQ(untouched, seconds_);
  }

  const Request usual_;
  session::RuntimePtr runtime_ = session::open_runtime();
  double seconds_ = untouched;
};

TEST_F(ProductsTest, EveryPrecisionIsTimedWithAndWithoutBias) {
  for (int precision : {VNP_PRECISION_FP32, VNP_PRECISION_FP16, VNP_PRECISION_BF16}) {
    for (int32_t has_bias : {0, 1}) {
      seconds_ = untouched;
      ASSERT_EQ(
          VNP_STATUS_OK,
          time(usual_.with(&Request::precision, precision).with(&Request::has_bias, has_bias)))
          << session::last_message();
      EXPECT_TRUE(std::isfinite(seconds_) && seconds_ > 0) << seconds_;
    }
  }
}

TEST_F(ProductsTest, WhatIsOutOfRangeIsRefusedAndNamed) {
  for (int32_t value : {0, -1, std::numeric_limits<int32_t>::min()}) {
    expect_refused(usual_.with(&Request::rows, int64_t{value}), "row_count");
    expect_refused(usual_.with(&Request::inputs, value), "input_width");
    expect_refused(usual_.with(&Request::outputs, value), "output_width");
    expect_refused(usual_.with(&Request::repetitions, value), "repetition_count");
  }
  expect_refused(usual_.with(&Request::rows, std::numeric_limits<int64_t>::max()), "row_count");
  expect_refused(usual_.with(&Request::has_bias, 2), "has_bias");
  expect_refused(usual_.with(&Request::precision, 99), "precision");
  expect_refused(usual_.with(&Request::kind, 99), "device_kind");
  expect_refused(usual_.with(&Request::index, 1), "", VNP_STATUS_DEVICE_UNAVAILABLE);
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_linear_time(nullptr, VNP_DEVICE_KIND_CPU, 0, VNP_PRECISION_FP32, 1, 1, 1, 1, 1,
                            &seconds_));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT,
            vnp_linear_time(runtime_.get(), VNP_DEVICE_KIND_CPU, 0, VNP_PRECISION_FP32, 1, 1, 1, 1,
                            1, nullptr));
}

}  // namespace
