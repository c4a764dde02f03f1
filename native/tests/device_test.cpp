#include <gtest/gtest.h>

#include <climits>
#include <cstring>
#include <string>

#include "random_model.h"
#include "session.h"

namespace {

constexpr reference::Shape small{1, 16, 2, 8, 33, true, 1e-5};

class DeviceTest : public testing::Test {
 protected:
  session::RuntimePtr runtime_ = session::open_runtime();
};

TEST_F(DeviceTest, TheRuntimeTellsItsVersionAndDevices) {
  const vnp_runtime_info info = session::info(runtime_.get());

  EXPECT_EQ(2, info.libtorch_major);
  EXPECT_GE(info.libtorch_minor, 10);
  EXPECT_GE(info.libtorch_patch, 0);
  EXPECT_EQ(2, info.thread_count);
  EXPECT_GE(info.device_count, 1);
  EXPECT_TRUE(info.has_cuda == 0 || info.has_cuda == 1);
}

TEST_F(DeviceTest, TheFirstDeviceIsTheProcessor) {
  vnp_device_info info;
  std::memset(&info, 0x55, sizeof info);

  ASSERT_EQ(VNP_STATUS_OK, vnp_device_get(runtime_.get(), 0, &info)) << session::last_message();
  EXPECT_EQ(VNP_DEVICE_KIND_CPU, info.kind);
  EXPECT_EQ(0, info.index);
  EXPECT_GT(info.total_memory_bytes, 0);
  EXPECT_GE(info.free_memory_bytes, 0);
  EXPECT_LE(info.free_memory_bytes, info.total_memory_bytes);
  EXPECT_NE(nullptr, std::memchr(info.name, '\0', sizeof info.name));
  EXPECT_NE('\0', info.name[0]);
}

TEST_F(DeviceTest, EveryOtherDeviceIsACudaDevice) {
  const int32_t count = session::info(runtime_.get()).device_count;
  for (int32_t ordinal = 1; ordinal < count; ++ordinal) {
    vnp_device_info info;
    ASSERT_EQ(VNP_STATUS_OK, vnp_device_get(runtime_.get(), ordinal, &info));
    EXPECT_EQ(VNP_DEVICE_KIND_CUDA, info.kind);
    EXPECT_EQ(ordinal - 1, info.index);
    EXPECT_GT(info.total_memory_bytes, 0);
  }
  EXPECT_TRUE(count == 1 || session::info(runtime_.get()).has_cuda == 1);
}

TEST_F(DeviceTest, AnOrdinalBeyondTheListIsRefusedAndNamed) {
  const int32_t count = session::info(runtime_.get()).device_count;
  for (int32_t ordinal : {-1, count, INT32_MAX, INT32_MIN}) {
    vnp_device_info info;
    std::memset(&info, 0x55, sizeof info);
    const vnp_device_info before = info;

    EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_device_get(runtime_.get(), ordinal, &info));
    EXPECT_NE(std::string::npos, session::last_message().find(std::to_string(ordinal)));
    EXPECT_EQ(0, std::memcmp(&before, &info, sizeof info));
  }
}

TEST_F(DeviceTest, NullPointersAreRefused) {
  vnp_device_info device;
  vnp_runtime_info info;

  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_device_get(nullptr, 0, &device));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_device_get(runtime_.get(), 0, nullptr));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_runtime_info_get(nullptr, &info));
  EXPECT_EQ(VNP_STATUS_INVALID_ARGUMENT, vnp_runtime_info_get(runtime_.get(), nullptr));
}

// An index that no machine has serves where CUDA is at hand as well.
TEST_F(DeviceTest, CudaWhereThereIsNoneIsUnavailable) {
  const int32_t index = session::info(runtime_.get()).has_cuda == 1 ? 4096 : 0;
  const auto config = random_model::config(VNP_ARCHITECTURE_ESM2, small);
  vnp_encoder *encoder = nullptr;
  vnp_classifier *classifier = nullptr;

  EXPECT_EQ(VNP_STATUS_DEVICE_UNAVAILABLE,
            vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CUDA, index,
                               VNP_PRECISION_FP32, &encoder));
  EXPECT_NE(std::string::npos, session::last_message().find("CUDA"));
  EXPECT_EQ(VNP_STATUS_DEVICE_UNAVAILABLE,
            vnp_classifier_create(runtime_.get(), 4, 2, VNP_DEVICE_KIND_CUDA, index, &classifier));
  EXPECT_EQ(nullptr, encoder);
  EXPECT_EQ(nullptr, classifier);
}

TEST_F(DeviceTest, ASecondProcessorIsUnavailable) {
  const auto config = random_model::config(VNP_ARCHITECTURE_ESM2, small);
  vnp_encoder *encoder = nullptr;
  vnp_classifier *classifier = nullptr;
  for (int32_t index : {-1, 1}) {
    EXPECT_EQ(VNP_STATUS_DEVICE_UNAVAILABLE,
              vnp_encoder_create(runtime_.get(), &config, VNP_DEVICE_KIND_CPU, index,
                                 VNP_PRECISION_FP32, &encoder));
    EXPECT_EQ(VNP_STATUS_DEVICE_UNAVAILABLE,
              vnp_classifier_create(runtime_.get(), 4, 2, VNP_DEVICE_KIND_CPU, index, &classifier));
  }
}

}  // namespace
